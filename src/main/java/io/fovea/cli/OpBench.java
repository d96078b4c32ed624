package io.fovea.cli;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Peak;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.op.Cost;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Measures one op: a program of one node on random numbers, run again and again. */
final class OpBench {
  /** Windows in the time that is given, about. */
  private static final int WINDOWS = 10;

  /** Runs of a window at most: more do not make it more exact. */
  private static final int MOST_RUNS = 1 << 16;

  /** Few enough that no queue is full before the last is handed in. */
  private static final int HANDED_IN = 32;

  private static final int HAND_IN_WINDOWS = 21;

  private final OpOptions.Applied applied;
  private final double seconds;

  /**
   * @param seconds how long to measure, after a warm-up as long
   */
  OpBench(OpOptions.Applied applied, double seconds) {
    this.applied = applied;
    this.seconds = seconds;
  }

  /** Measures, and reports what was found. */
  void run(Device device, @Nullable Peak peak, Reporting report) {
    Graph graph = graph();
    try (State state = device.allocate(graph.layout());
        Program program = device.plan(graph, state, CompileOptions.standard())) {
      for (int i = 0; i < applied.inputs().size(); i++) {
        program.write(input(i), RandomImages.numbers(applied.inputs().get(i).shape()));
      }
      int runs = fitting(device, program);
      Rates.warmUp(seconds, () -> secondsOf(runs, device, program));
      Rates rates = Rates.during(seconds, () -> runs / secondsOf(runs, device, program));
      describe(program, report);
      time(rates, handInSeconds(device, program), report);
      work(graph.nodes().get(0).cost(), rates.median(), peak, report);
    }
  }

  private String input(int i) {
    return applied.op().inputNames().get(i);
  }

  private Graph graph() {
    GraphBuilder graph = new GraphBuilder();
    graph.label(applied.op().name());
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < applied.inputs().size(); i++) {
      inputs.add(graph.input(input(i), applied.inputs().get(i)));
    }
    List<Value> outputs = graph.emitAll(applied.op(), inputs);
    for (int i = 0; i < outputs.size(); i++) {
      graph.output("output" + i, outputs.get(i));
    }
    return graph.build();
  }

  /** Seconds of some runs handed in one after the other, until the last has ended. */
  private static double secondsOf(int runs, Device device, Program program) {
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      program.run();
    }
    device.finish();
    return (System.nanoTime() - start) * 1e-9;
  }

  /** How many runs take as long as a window. */
  private int fitting(Device device, Program program) {
    secondsOf(1, device, program);
    int runs = 1;
    while (runs < MOST_RUNS && secondsOf(runs, device, program) < seconds / WINDOWS) {
      runs *= 2;
    }
    return runs;
  }

  /** Time of the host for a run that it hands in and does not wait for. */
  private static double handInSeconds(Device device, Program program) {
    double[] windows = new double[HAND_IN_WINDOWS];
    for (int window = 0; window < windows.length; window++) {
      long start = System.nanoTime();
      for (int i = 0; i < HANDED_IN; i++) {
        program.run();
      }
      windows[window] = (System.nanoTime() - start) * 1e-9 / HANDED_IN;
      device.finish();
    }
    Arrays.sort(windows);
    return windows[windows.length / 2];
  }

  private void describe(Program program, Reporting report) {
    Program.Launch first = program.launches().get(0);
    int launches = program.launches().size();
    String tuned = first.tuned() ? ", as tuned" : "";
    report.say("by %s%s, launches: %d", first.implementation(), tuned, launches);
    report.put("op", applied.op().name());
    report.put("shapes", applied.inputs().stream().map(TensorType::toString).toList());
    report.put("implementation", first.implementation());
    report.put("tuned", first.tuned());
    report.put("launches", launches);
  }

  private static void time(Rates rates, double handInSeconds, Reporting report) {
    report.say(
        "a run: %,.2f us (median of %d windows, best %,.2f), %,.2f us until it is handed in",
        1e6 / rates.median(), rates.windows(), 1e6 / rates.best(), handInSeconds * 1e6);
    report.put("runMicros", 1e6 / rates.median());
    report.put("runMicrosBest", 1e6 / rates.best());
    report.put("handInMicros", handInSeconds * 1e6);
  }

  private static void work(Cost cost, double runsPerSecond, @Nullable Peak peak, Reporting report) {
    double gflops = cost.flops() * runsPerSecond * 1e-9;
    double gigabytes = cost.bytes() * runsPerSecond * 1e-9;
    report.put("flops", cost.flops());
    report.put("bytes", cost.bytes());
    report.put("gflopsPerSecond", gflops);
    report.put("gigabytesPerSecond", gigabytes);
    String share = "";
    if (peak != null) {
      double ofPeak = peak.share((double) cost.flops(), (double) cost.bytes(), 1 / runsPerSecond);
      report.put("peakShare", ofPeak);
      share = String.format(Locale.ROOT, ", %.0f %% of what the peak allows", 100 * ofPeak);
    }
    report.say("%,.1f GFLOP/s, %,.1f GB/s%s", gflops, gigabytes, share);
  }
}
