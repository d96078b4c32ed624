package io.fovea.backend.opencl;

import io.fovea.backend.Choice;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.DeviceException;
import io.fovea.backend.OutOfDeviceMemoryException;
import io.fovea.backend.Tuner.Outcome;
import io.fovea.backend.Tuner.Timing;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to do one node, side by side on the device, on the same inputs of its real shapes. Each
 * must first give the results of the way that the planner takes so far. Then they are timed by
 * turns, so that whoever else uses the machine slows all of them; the planner's way stays unless
 * another is faster beyond the spread of both.
 */
final class Contest implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Contest.class);

  /** How long a window of runs should take at least. */
  private static final double WINDOW_SECONDS = 0.02;

  private static final int MOST_RUNS = 1000;

  /** Windows of each way; of fewer than that no quartile is known. */
  private static final int ROUNDS = 9;

  private static final int LEAST_ROUNDS = 5;

  /** Runs of a way before it is known how long one takes; the shortest counts. */
  private static final int FIRST_RUNS = 3;

  private static final long SEED = 18;

  /** A way that first takes so many times as long as that of the planner is not timed. */
  private static final double HOPELESS = 3;

  /** How much faster than the planner's way another must be, beyond the spread of both. */
  private static final double MARGIN = 0.05;

  private final ClDevice device;
  private final Node node;
  private final Graph graph;
  private final ClState state;
  private final List<Entrant> entrants = new ArrayList<>();
  private final Map<String, String> rejected = new LinkedHashMap<>();

  /** A way, its program, how many runs make a window, and the seconds of a run in each window. */
  private static final class Entrant {
    private final Choice choice;
    private final ClProgram program;
    private final List<ClLaunch> launches;
    private final List<Double> seconds = new ArrayList<>();
    private int runs = 1;

    Entrant(Choice choice, ClProgram program) {
      this.choice = choice;
      this.program = program;
      this.launches = program.steps().get(0).launches();
    }

    String code() {
      return program.steps().get(0).code();
    }

    /** Whether it is faster beyond the spread of both. */
    boolean beats(Entrant other) {
      return timing().high() < (1 - MARGIN) * other.timing().low();
    }

    Timing timing() {
      double[] sorted = seconds.stream().mapToDouble(s -> s).sorted().toArray();
      int n = sorted.length;
      return new Timing(choice.toString(), sorted[n / 2], sorted[n / 4], sorted[n - 1 - n / 4]);
    }
  }

  /** What came out: the choice to keep, and all that was measured. */
  record Result(
      Tuning.Entry entry,
      Timing before,
      Timing after,
      List<Timing> timings,
      Map<String, String> rejected) {
    Outcome outcome(Node node, int nodes) {
      return new Outcome(node, nodes, before, after, timings, rejected);
    }
  }

  /** Whether inputs can be made up for the node: real numbers, and nothing that it updates. */
  static boolean canFeed(Node node) {
    return !node.inputs().isEmpty()
        && node.op().updates().isEmpty()
        && node.inputTypes().stream().allMatch(type -> type.dtype() == DType.F32);
  }

  Contest(ClDevice device, Node node) {
    this.device = device;
    this.node = node;
    this.graph = graphOf(node);
    this.state = new ClState(device, graph.layout());
    try {
      List<Tensor> values =
          Objects.requireNonNull(SelfCheck.inputs(new SampleNode(node.op(), node.inputTypes())));
      for (int i = 0; i < values.size(); i++) {
        state.write("input" + i, values.get(i));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The node by itself: its inputs are variables, all its outputs are wanted. */
  static Graph graphOf(Node node) {
    List<TensorType> types = node.inputTypes();
    StateLayout.Builder layout = StateLayout.builder();
    for (int i = 0; i < types.size(); i++) {
      layout.add("input" + i, types.get(i));
    }
    GraphBuilder builder = new GraphBuilder(layout.build());
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      inputs.add(builder.variable("input" + i));
    }
    builder.label(node.label());
    List<Value> outputs = builder.emitAll(node.op(), inputs);
    for (int i = 0; i < outputs.size(); i++) {
      builder.output("output" + i, outputs.get(i));
    }
    return builder.build();
  }

  /**
   * Lets the ways compete.
   *
   * @param choices all that there are, of each implementation its own choice of tile first
   * @param end by {@link System#nanoTime}
   * @return null if the time was over before enough was known, or the planner's way is wrong
   * @throws OutOfDeviceMemoryException if one of the ways does not fit beside the others
   */
  @Nullable Result run(List<Choice> choices, long end) {
    List<Tensor> want = admitPlanned(choices);
    if (!isFinite(want)) {
      log.warn(
          "{}: not measured: {}, which the planner takes, is wrong for a batch: not finite",
          node.title(),
          entrants.get(0).choice);
      return null;
    }
    for (Choice choice : choices) {
      if (isOver(end)) {
        return null;
      }
      if (!choice.equals(entrants.get(0).choice)) {
        admit(choice, want);
      }
    }
    dropHopeless();
    if (!race(entrants, end)) {
      return null;
    }
    Entrant planned = entrants.get(0);
    Entrant best = Collections.min(entrants, Comparator.comparingDouble(e -> e.timing().seconds()));
    if (best.beats(planned)) {
      // Of several that are equally fast one looks faster by chance: but not twice.
      List<Entrant> both = List.of(planned, best);
      both.forEach(entrant -> entrant.seconds.clear());
      if (!race(both, end)) {
        return null;
      }
    }
    return result(planned, best.beats(planned) ? best : planned);
  }

  /** Times some ways by turns, in an order that changes; false if there was no time for it. */
  private boolean race(List<Entrant> some, long end) {
    List<Entrant> order = new ArrayList<>(some);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      if (isOver(end)) {
        return round >= LEAST_ROUNDS;
      }
      Collections.shuffle(order, random);
      for (Entrant entrant : order) {
        // The first run meets what the one before left in the caches.
        secondsOf(1, entrant);
        entrant.seconds.add(secondsOf(entrant.runs, entrant));
      }
    }
    return true;
  }

  private static boolean isOver(long end) {
    return System.nanoTime() >= end;
  }

  /** Admits the planner's way first, and returns what it computes. */
  private List<Tensor> admitPlanned(List<Choice> choices) {
    ClProgram program = (ClProgram) device.plan(graph, state, CompileOptions.standard().poisoned());
    Choice planned = Choice.parse(program.launches().get(0).implementation());
    Choice named =
        choices.stream()
            .filter(c -> c.implementation().equals(planned.implementation()))
            .filter(c -> planned.tile().isEmpty() || c.equals(planned))
            .findFirst()
            .orElse(planned);
    entrants.add(new Entrant(named, program));
    return results(program);
  }

  /** The inputs are tame: whatever is computed of them is finite. */
  private static boolean isFinite(List<Tensor> results) {
    for (Tensor result : results) {
      for (int i = 0; i < result.length(); i++) {
        if (!Double.isFinite(result.get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private void admit(Choice choice, List<Tensor> want) {
    ClProgram program = null;
    String reason;
    try {
      var options = CompileOptions.standard().force(node.op().name(), choice.toString()).poisoned();
      program = (ClProgram) device.plan(graph, state, options);
      ClProgram.Step step = program.steps().get(0);
      reason = device.selfCheck().failure(step.node(), choice.toString(), step.launches());
      if (reason == null) {
        reason = SelfCheck.difference(results(program), want);
        if (reason == null) {
          entrants.add(new Entrant(choice, program));
          return;
        }
        log.warn("{}: {} is wrong for a batch: {}", node.title(), choice, reason);
      }
    } catch (OutOfDeviceMemoryException e) {
      // Where there is more memory it may be the fastest.
      if (program != null) {
        program.close();
      }
      throw e;
    } catch (DeviceException | UnsupportedGraphException | IllegalArgumentException e) {
      reason = String.valueOf(e.getMessage());
      log.debug("{}: {} cannot be measured", node.title(), choice, e);
    }
    if (program != null) {
      program.close();
    }
    rejected.put(choice.toString(), reason);
  }

  private List<Tensor> results(ClProgram program) {
    program.run();
    List<Tensor> results = new ArrayList<>();
    for (String output : graph.outputs().keySet()) {
      results.add(program.read(output));
    }
    return results;
  }

  /** Times each way for the first time, and those again that may be worth it. */
  private void dropHopeless() {
    double planned = Double.NaN;
    for (Entrant entrant : List.copyOf(entrants)) {
      double seconds = secondsOf(1, entrant);
      for (int more = 1; more < FIRST_RUNS; more++) {
        seconds = Math.min(seconds, secondsOf(1, entrant));
      }
      planned = entrant == entrants.get(0) ? seconds : planned;
      entrant.runs = (int) Math.max(1, Math.min(MOST_RUNS, WINDOW_SECONDS / seconds));
      if (seconds > HOPELESS * planned) {
        entrants.remove(entrant);
        entrant.program.close();
        String reason =
            String.format(Locale.ROOT, "it takes %.1f times as long", seconds / planned);
        rejected.put(entrant.choice.toString(), reason);
      }
    }
  }

  /** Seconds of a run among some, handed in one after the other. */
  private double secondsOf(int runs, Entrant entrant) {
    device.finish();
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      entrant.launches.forEach(ClLaunch::enqueue);
    }
    device.finish();
    return (System.nanoTime() - start) * 1e-9 / runs;
  }

  private Result result(Entrant planned, Entrant kept) {
    List<Timing> timings =
        entrants.stream()
            .map(Entrant::timing)
            .sorted(Comparator.comparingDouble(Timing::seconds))
            .toList();
    return new Result(
        new Tuning.Entry(Tuning.batch(node), kept.choice, kept.code()),
        planned.timing(),
        kept.timing(),
        timings,
        rejected);
  }

  @Override
  public void close() {
    entrants.forEach(entrant -> entrant.program.close());
    state.close();
  }
}
