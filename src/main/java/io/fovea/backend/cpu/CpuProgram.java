package io.fovea.backend.cpu;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs steps one after the other; a run is done when {@link #run} returns. */
final class CpuProgram implements Program {
  /** A node made ready; without a lowering where it moves nothing. */
  record Step(CpuNode site, @Nullable CpuLowering lowering, CpuStep step, boolean prologue) {}

  private final Graph graph;
  private final CpuState state;
  private final CompileOptions options;
  private final CpuScratch scratch;
  private final long bytesWithoutReuse;
  private final List<Step> steps;

  /** What is prepared of state before all steps, and of the outputs of each right after it. */
  private final List<CpuStep[]> preparations;

  private final CpuStep[] prologue;
  private final CpuStep[] body;
  private final Map<String, CpuTensor> inputs;
  private final Map<String, CpuTensor> outputs;

  /** What to fill with NaN before a run, with and without its prologue. */
  private final CpuTensor[] poisoned;

  private final CpuTensor[] poisonedWithPrologue;

  /**
   * Versions of the regions that the prologue and preparations read, and what they were when these
   * last ran.
   */
  private final AtomicLong[] readByPrologue;

  private final long[] seen;
  private final AtomicLong[] written;
  private boolean ran;
  private boolean closed;

  CpuProgram(CpuPlanner planner, MemoryPlan plan, CpuScratch scratch, long bytesWithoutReuse) {
    this.graph = planner.graph();
    this.state = planner.state();
    this.options = planner.options();
    this.scratch = scratch;
    this.bytesWithoutReuse = bytesWithoutReuse;
    this.steps = planner.steps();
    this.preparations = preparations(plan);
    List<CpuStep> ahead = new ArrayList<>(List.of(preparations.get(0)));
    for (int i = 0; i < graph.prologue(); i++) {
      ahead.add(steps.get(i).step());
      ahead.addAll(List.of(preparations.get(i + 1)));
    }
    this.prologue = ahead.toArray(CpuStep[]::new);
    this.body = steps.stream().filter(s -> !s.prologue()).map(Step::step).toArray(CpuStep[]::new);
    this.inputs = planner.tensors(graph.inputs(), plan, scratch);
    this.outputs = planner.tensors(graph.outputs(), plan, scratch);
    List<MemoryPlan.Block> kept = blocks(plan, graph.inputs().values());
    this.poisonedWithPrologue = toPoison(kept);
    for (Node node : graph.nodes().subList(0, graph.prologue())) {
      blocks(plan, node.outputs()).stream().filter(this::outlivesPrologue).forEach(kept::add);
    }
    for (Step step : steps) {
      kept.addAll(step.site().kept(plan));
    }
    this.poisoned = toPoison(kept);
    List<Value> read = new ArrayList<>();
    List<Value> changed = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (i < graph.prologue()) {
        read.addAll(node.inputs());
      } else if (!steps.get(i).site().preparations().isEmpty()) {
        node.inputs().stream().filter(graph::isConstant).forEach(read::add);
      }
      node.op().updates().forEach(u -> changed.add(node.inputs().get(u)));
      changed.addAll(node.outputs());
    }
    this.readByPrologue = counters(read, plan);
    this.written = counters(changed, plan);
    this.seen = new long[readByPrologue.length];
  }

  private List<CpuStep[]> preparations(MemoryPlan plan) {
    List<List<CpuStep>> after = new ArrayList<>();
    for (int i = 0; i <= graph.prologue(); i++) {
      after.add(new ArrayList<>());
    }
    for (Step step : steps) {
      CpuNode site = step.site();
      int ahead = plan.ahead(site.node(), site.wanted().prepared());
      after.get(ahead + 1).addAll(site.preparations());
    }
    return after.stream().map(some -> some.toArray(CpuStep[]::new)).toList();
  }

  private CpuTensor[] toPoison(List<MemoryPlan.Block> kept) {
    return options.poisonScratch()
        ? scratch.slotsWithout(kept).toArray(CpuTensor[]::new)
        : new CpuTensor[0];
  }

  private boolean outlivesPrologue(MemoryPlan.Block block) {
    return block.last() >= graph.prologue();
  }

  private static List<MemoryPlan.Block> blocks(MemoryPlan plan, Iterable<Value> values) {
    List<MemoryPlan.Block> blocks = new ArrayList<>();
    for (Value value : values) {
      MemoryPlan.Block block = plan.block(value);
      if (block != null) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  /** The version counters of the regions that values lie in. */
  private AtomicLong[] counters(List<Value> values, MemoryPlan plan) {
    Map<String, AtomicLong> counters = new LinkedHashMap<>();
    for (Value value : values) {
      Variable variable = graph.variable(plan.root(value));
      if (variable != null) {
        counters.put(variable.region(), state.counter(variable.region()));
      }
    }
    return counters.values().toArray(AtomicLong[]::new);
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void write(String input, Tensor value) {
    find(inputs, "input", input).set("input '" + input + "'", value);
  }

  @Override
  public void run() {
    boolean stale = begin();
    CompileOptions.Observer observer = options.observer();
    if (observer != null) {
      runObserved(stale, observer);
    } else {
      if (stale) {
        run(prologue);
      }
      run(body);
    }
    end();
  }

  @Override
  public List<LaunchTime> runTimed() {
    List<LaunchTime> times = new ArrayList<>();
    if (begin()) {
      run(prologue);
    }
    for (Step step : steps) {
      CpuLowering lowering = step.lowering();
      if (lowering != null && !step.prologue()) {
        long start = System.nanoTime();
        step.step().run();
        long nanos = System.nanoTime() - start;
        times.add(new LaunchTime(step.site().node(), launch(step, lowering), nanos));
      }
    }
    end();
    return times;
  }

  /** What comes before the steps; returns whether the prologue is due. */
  private boolean begin() {
    requireOpen();
    boolean stale = isPrologueStale();
    ran = false;
    for (CpuTensor tensor : stale ? poisonedWithPrologue : poisoned) {
      tensor.poison();
    }
    return stale;
  }

  private void end() {
    for (AtomicLong counter : written) {
      counter.incrementAndGet();
    }
    ran = true;
  }

  private static void run(CpuStep[] steps) {
    for (CpuStep step : steps) {
      step.run();
    }
  }

  private boolean isPrologueStale() {
    boolean stale = !ran;
    for (int i = 0; i < seen.length; i++) {
      long version = readByPrologue[i].get();
      stale |= version != seen[i];
      seen[i] = version;
    }
    return stale;
  }

  private void runObserved(boolean stale, CompileOptions.Observer observer) {
    if (stale) {
      run(preparations.get(0));
    }
    for (int i = stale ? 0 : graph.prologue(); i < steps.size(); i++) {
      steps.get(i).step().run();
      CpuNode site = steps.get(i).site();
      List<Tensor> values = new ArrayList<>();
      site.node().op().updates().forEach(j -> values.add(site.input(j).copy()));
      site.outputs().forEach(y -> values.add(y.copy()));
      observer.after(site.node(), values);
      if (i < graph.prologue()) {
        run(preparations.get(i + 1));
      }
    }
  }

  @Override
  public Tensor read(String output) {
    return find(outputs, "output", output).copy();
  }

  @Override
  public Pending readLater(String output) {
    return Pending.of(read(output));
  }

  private CpuTensor find(Map<String, CpuTensor> tensors, String kind, String name) {
    requireOpen();
    CpuTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "program: no " + kind + " '" + name + "'; there are " + tensors.keySet());
    }
    return tensor;
  }

  @Override
  public List<Launch> launches() {
    List<Launch> launches = new ArrayList<>();
    for (Step step : steps) {
      CpuLowering lowering = step.lowering();
      if (lowering != null) {
        launches.add(launch(step, lowering));
      }
    }
    return launches;
  }

  private static Launch launch(Step step, CpuLowering lowering) {
    Node node = step.site().node();
    return new Launch(
        node.label(),
        node.op().name(),
        lowering.name(),
        lowering.getClass().getSimpleName(),
        step.prologue(),
        false);
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
    state.requireOpen();
    if (closed) {
      throw new IllegalStateException("cpu: the program is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    scratch.close();
  }
}
