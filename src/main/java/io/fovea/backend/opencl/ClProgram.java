package io.fovea.backend.opencl;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.LaunchTime;
import io.fovea.backend.Pending;
import io.fovea.backend.Program;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** A graph as a list of launches: a run queues them one after the other and waits for nothing. */
final class ClProgram implements Program {
  private final ClDevice device;
  private final Graph graph;
  private final ClState state;
  private final CompileOptions options;
  private final ClScratch scratch;
  private final long bytesWithoutReuse;
  private final List<Step> steps;
  private final ClLaunch[] prologue;
  private final ClLaunch[] body;
  private final Map<String, ClMemory> inputs = new LinkedHashMap<>();
  private final Map<String, ClMemory> outputs = new LinkedHashMap<>();
  private final List<MemoryPlan.Block> poisoned;
  private final AtomicLong[] readByPrologue;
  private final AtomicLong[] written;
  private final long[] seen;
  private boolean ran;
  private boolean closed;

  /**
   * A node, where its values lie, its launches, and what these look up.
   *
   * @param code digest of the kernels
   * @param tuned whether the way was chosen by measurements
   */
  record Step(
      Node node,
      List<ClMemory> inputs,
      List<ClMemory> outputs,
      List<ClLaunch> launches,
      List<ClRegion> tables,
      String code,
      boolean tuned,
      boolean prologue) {
    static Step ofNothing(
        Node node, List<ClMemory> inputs, List<ClMemory> outputs, boolean prologue) {
      return new Step(node, inputs, outputs, List.of(), List.of(), "", false, prologue);
    }

    void close() {
      launches.forEach(ClLaunch::close);
      tables.forEach(ClRegion::close);
    }
  }

  ClProgram(
      ClDevice device,
      Graph graph,
      ClState state,
      CompileOptions options,
      MemoryPlan plan,
      ClScratch scratch,
      List<Step> steps,
      long bytesWithoutReuse) {
    this.device = device;
    this.graph = graph;
    this.state = state;
    this.options = options;
    this.scratch = scratch;
    this.bytesWithoutReuse = bytesWithoutReuse;
    this.steps = List.copyOf(steps);
    this.prologue = launches(true);
    this.body = launches(false);
    graph
        .inputs()
        .forEach((n, v) -> inputs.put(n, ClPlanner.place(graph, state, v, plan, scratch)));
    graph
        .outputs()
        .forEach((n, v) -> outputs.put(n, ClPlanner.place(graph, state, v, plan, scratch)));
    this.poisoned = options.poisonScratch() ? transientBlocks(plan) : List.of();
    this.readByPrologue = counters(variables(true, node -> node.inputs().stream()));
    this.written = counters(variables(false, ClProgram::writes));
    this.seen = new long[readByPrologue.length];
    Arrays.fill(seen, -1);
  }

  /** The nodes in their order, each with its launches. */
  List<Step> steps() {
    return steps;
  }

  private ClLaunch[] launches(boolean ofPrologue) {
    return steps.stream()
        .filter(step -> step.prologue() == ofPrologue)
        .flatMap(step -> step.launches().stream())
        .toArray(ClLaunch[]::new);
  }

  /** The values that a node writes: its outputs, and the inputs that it updates. */
  private static Stream<Value> writes(Node node) {
    return Stream.concat(
        node.outputs().stream(), node.op().updates().stream().map(node.inputs()::get));
  }

  private Set<String> variables(boolean ofPrologue, Function<Node, Stream<Value>> values) {
    Set<String> regions = new TreeSet<>();
    steps.stream()
        .filter(step -> step.prologue() == ofPrologue)
        .flatMap(step -> values.apply(step.node()))
        .map(graph::variable)
        .filter(Objects::nonNull)
        .map(Variable::region)
        .forEach(regions::add);
    return regions;
  }

  private AtomicLong[] counters(Set<String> regions) {
    return regions.stream().map(state::counter).toArray(AtomicLong[]::new);
  }

  /** The blocks whose contents no later run may rely on: neither inputs nor prologue's results. */
  private List<MemoryPlan.Block> transientBlocks(MemoryPlan plan) {
    Set<MemoryPlan.Block> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.inputs().values().forEach(v -> keep(kept, plan, v));
    for (Step step : steps) {
      if (step.prologue()) {
        step.node().outputs().forEach(v -> keep(kept, plan, v));
      }
    }
    return plan.blocks().stream().filter(block -> !kept.contains(block)).toList();
  }

  private static void keep(Set<MemoryPlan.Block> kept, MemoryPlan plan, Value value) {
    MemoryPlan.Block block = plan.block(value);
    if (block != null) {
      kept.add(block);
    }
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void write(String input, Tensor value) {
    ClMemory place = find(inputs, "input", input);
    ClState.checkValue("input " + input, value(graph.inputs(), input).type(), value);
    device.transfers().write(place, value);
  }

  @Override
  public void run() {
    boolean isFirst = !ran;
    boolean stale = begin();
    if (options.observer() != null) {
      runObserved(stale, options.observer());
    } else {
      if (stale) {
        enqueue(prologue);
      }
      enqueue(body);
    }
    end(isFirst);
  }

  @Override
  public List<LaunchTime> runTimed() {
    boolean isFirst = !ran;
    if (begin()) {
      enqueue(prologue);
    }
    long[] nanos = device.time(body);
    end(isFirst);
    List<LaunchTime> times = new ArrayList<>();
    for (Step step : steps) {
      if (!step.prologue()) {
        for (ClLaunch launch : step.launches()) {
          times.add(new LaunchTime(step.node(), launch(step, launch), nanos[times.size()]));
        }
      }
    }
    return times;
  }

  /** What comes before the launches; returns whether the prologue is due. */
  private boolean begin() {
    requireOpen();
    poisoned.forEach(scratch::poison);
    boolean stale = prologueIsStale();
    // After a failure in the middle nothing of the prologue can be relied upon.
    ran = false;
    return stale;
  }

  private void end(boolean isFirst) {
    for (AtomicLong counter : written) {
      counter.incrementAndGet();
    }
    ran = true;
    if (isFirst) {
      device.saveBinaries();
    }
    device.flush();
    if (ClAllocator.of(device).isGuarded()) {
      state.checkGuards();
      scratch.checkGuards();
    }
  }

  private static void enqueue(ClLaunch[] launches) {
    for (ClLaunch launch : launches) {
      launch.enqueue();
    }
  }

  /** Compares the versions of the regions that the prologue reads with those it last read. */
  private boolean prologueIsStale() {
    boolean stale = !ran;
    for (int i = 0; i < seen.length; i++) {
      long version = readByPrologue[i].get();
      stale |= version != seen[i];
      seen[i] = version;
    }
    return stale;
  }

  private void runObserved(boolean stale, CompileOptions.Observer observer) {
    for (Step step : steps) {
      if (stale || !step.prologue()) {
        step.launches().forEach(ClLaunch::enqueue);
        List<Tensor> values = new ArrayList<>();
        for (int i : step.node().op().updates()) {
          values.add(read(step.inputs().get(i), step.node().inputs().get(i)));
        }
        for (int i = 0; i < step.outputs().size(); i++) {
          values.add(read(step.outputs().get(i), step.node().outputs().get(i)));
        }
        observer.after(step.node(), values);
      }
    }
  }

  private Tensor read(ClMemory place, Value value) {
    return device.transfers().read(place, value.shape());
  }

  @Override
  public Tensor read(String output) {
    return read(find(outputs, "output", output), value(graph.outputs(), output));
  }

  @Override
  public Pending readLater(String output) {
    ClMemory place = find(outputs, "output", output);
    return device.transfers().readLater(place, value(graph.outputs(), output).shape());
  }

  private ClMemory find(Map<String, ClMemory> places, String kind, String name) {
    requireOpen();
    ClMemory place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          "program: no " + kind + " '" + name + "'; there are " + places.keySet());
    }
    return place;
  }

  private static Value value(Map<String, Value> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  @Override
  public List<Launch> launches() {
    List<Launch> all = new ArrayList<>();
    for (Step step : steps) {
      step.launches().forEach(launch -> all.add(launch(step, launch)));
    }
    return all;
  }

  private static Launch launch(Step step, ClLaunch launch) {
    return new Launch(
        step.node().label(),
        step.node().op().name(),
        launch.implementation(),
        launch.kernelName(),
        step.prologue(),
        step.tuned());
  }

  @Override
  public long scratchBytes() {
    return scratch.bytes();
  }

  @Override
  public long scratchBytesWithoutReuse() {
    return bytesWithoutReuse;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("an OpenCL program is used after it was closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      steps.forEach(Step::close);
      scratch.close();
    }
  }

  /** One launch a line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      step.launches().forEach(launch -> text.append(launch).append('\n'));
    }
    return text.toString();
  }
}
