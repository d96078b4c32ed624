package io.fovea.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Compares Fovea with other engines: same nets, batches, optimisers and numbers, random images in
 * memory. Each engine has a process of its own for each net; these take turns, round after round.
 */
@Command(
    name = "peers",
    description = "Compares Fovea with DJL + PyTorch, ONNX Runtime and DL4J, on the CPU.",
    sortOptions = false)
final class Peers implements Callable<Integer> {
  @Option(
      names = "--nets",
      split = ",",
      paramLabel = "NET",
      defaultValue = "four,prelu,lenet5,resnet18",
      description = "Which nets (default: ${DEFAULT-VALUE}).")
  private List<Net> nets = List.of();

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "ENGINE",
      defaultValue = "cpu,djl,onnxruntime",
      description =
          "djl, onnxruntime, devices of Fovea's, and dl4j, which only the Maven profile dl4j"
              + " brings (default: ${DEFAULT-VALUE}).")
  private List<String> engines = List.of();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description =
          "Threads of each engine; several numbers, such as 1,2, are compared with each other"
              + " too (default: one per processor).")
  private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "Time for each of training, inference and latency in each process (default:"
              + " ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "3",
      description = "Time before each of these (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Processes of each engine for each net; medians count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "target/peers",
      description = "For what is written on the way (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean isHelp;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** The command. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Peers())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  System.err.println("peers: " + failure.getMessage());
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(threads.stream().allMatch(n -> n >= 1), "--threads must be at least 1, got " + threads);
    require(rounds >= 1, "--rounds must be at least 1, got " + rounds);
    require(seconds > 0, "--seconds must be positive, got " + seconds);
    if (engines.contains(Measurement.DL4J)) {
      EngineProvider.of(Measurement.DL4J);
    }
    Files.createDirectories(folder);
    for (Net net : nets) {
      new NetFiles(folder, net).write();
    }
    Map<Measurement, List<Figures>> measured = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Measurement measurement : measurements()) {
        Figures figures = EngineProcess.run(measurement);
        measured.computeIfAbsent(measurement, key -> new ArrayList<>()).add(figures);
        System.err.printf("round %d of %d, %s: %s%n", round, rounds, measurement.title(), figures);
      }
    }
    Map<Measurement, Figures> medians = new LinkedHashMap<>();
    measured.forEach((key, figures) -> medians.put(key, Figures.medianOf(figures)));
    System.out.println(ComparisonTable.of(medians));
    return 0;
  }

  /** What a round measures, in this order. */
  private List<Measurement> measurements() {
    List<Measurement> all = new ArrayList<>();
    for (Net net : nets) {
      for (int count : threads) {
        for (String engine : engines) {
          all.add(new Measurement(engine, net, count, warmUpSeconds, seconds, folder));
        }
      }
    }
    return all;
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }
}
