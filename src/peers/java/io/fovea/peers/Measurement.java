package io.fovea.peers;

import io.fovea.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The process that measures one engine with one net.
 *
 * @param engine {@link #DJL}, {@link #DL4J}, {@link #ONNX_RUNTIME}, or a device of Fovea's
 * @param warmUpSeconds spent on each kind of work before it is timed
 * @param seconds of timing for each kind of work
 * @param folder where the {@link NetFiles} are
 */
record Measurement(
    String engine, Net net, int threads, double warmUpSeconds, double seconds, Path folder) {
  static final String DJL = "djl";
  static final String DL4J = "dl4j";
  static final String ONNX_RUNTIME = "onnxruntime";

  private static final Set<String> PEERS = Set.of(DJL, DL4J, ONNX_RUNTIME);

  /** Parts of the time, each with a rate of its own, of which the median counts. */
  private static final int WINDOWS = 5;

  /** Whether an engine is one to compare Fovea with. */
  static boolean isPeer(String engine) {
    return PEERS.contains(engine);
  }

  /** An engine's name for people. */
  static String title(String engine) {
    return switch (engine) {
      case DJL -> "DJL + PyTorch";
      case DL4J -> "DL4J";
      case ONNX_RUNTIME -> "ONNX Runtime";
      default -> "Fovea " + engine;
    };
  }

  /** What is measured, for people. */
  String title() {
    return "%s, %s, threads: %d".formatted(net, title(engine), threads);
  }

  /** What {@link #main} takes. */
  List<String> arguments() {
    return Stream.of(engine, net.name(), threads, warmUpSeconds, seconds, folder)
        .map(String::valueOf)
        .toList();
  }

  /** Measures, and prints {@link Figures}. */
  public static void main(String[] arguments) throws IOException {
    long start = System.nanoTime();
    new Measurement(
            arguments[0],
            Net.valueOf(arguments[1]),
            Integer.parseInt(arguments[2]),
            Double.parseDouble(arguments[3]),
            Double.parseDouble(arguments[4]),
            Path.of(arguments[5]))
        .figures(start)
        .write(System.out);
  }

  private Figures figures(long mainNanos) throws IOException {
    // The clock of a peer starts after Fovea's description of the net, which is none of its work.
    Sample early = isPeer(engine) ? Sample.of(net) : null;
    long start = early == null ? mainNanos : System.nanoTime();
    try (Engine opened = open(early)) {
      if (opened.trains()) {
        opened.train(1);
      } else if (early != null) {
        opened.predictor(early, net.batch()).get();
      }
      double firstSeconds = (System.nanoTime() - start) / 1e9;
      Sample sample = early == null ? Sample.of(net) : early;
      Supplier<float[]> batch = opened.predictor(sample, net.batch());
      Supplier<float[]> single = opened.predictor(sample, 1);
      float[] logits = Npy.read(new NetFiles(folder, net).logits()).floats();
      Sample.check(title(engine), batch.get(), logits);
      Sample.check(title(engine), single.get(), Arrays.copyOf(logits, Net.CLASSES));
      double training =
          opened.trains()
              ? net.batch() * net.batches() * rate(() -> opened.train(net.batches()))
              : Double.NaN;
      double inference = net.batch() * rate(batch::get);
      double singleMillis = 1000 / rate(single::get);
      return new Figures(training, inference, singleMillis, firstSeconds, peakMebibytes());
    }
  }

  private Engine open(@Nullable Sample sample) {
    if (sample == null) {
      return new FoveaEngine(net, engine, threads);
    }
    return switch (engine) {
      case DJL -> new DjlEngine(net, sample, threads);
      case DL4J -> EngineProvider.of(DL4J).open(net, sample, threads);
      default -> new OnnxRuntimeEngine(new NetFiles(folder, net).onnx(), threads);
    };
  }

  /** How often a second some work gets done: the median of all windows, after warming up. */
  private double rate(Runnable work) {
    rate(work, warmUpSeconds);
    double[] rates = new double[WINDOWS];
    for (int i = 0; i < WINDOWS; i++) {
      rates[i] = rate(work, seconds / WINDOWS);
    }
    return Figures.median(rates);
  }

  private static double rate(Runnable work, double least) {
    long start = System.nanoTime();
    double elapsed;
    int count = 0;
    do {
      work.run();
      count++;
      elapsed = (System.nanoTime() - start) / 1e9;
    } while (elapsed < least);
    return count / elapsed;
  }

  /** The peak of the resident set, where Linux tells it. */
  private static double peakMebibytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
