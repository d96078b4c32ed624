package io.fovea.backend.reference;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.LaunchTime;
import io.fovea.backend.Lowerings;
import io.fovea.backend.Pending;
import io.fovea.backend.Precision;
import io.fovea.backend.Program;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the nodes one after the other. */
final class ReferenceProgram implements Program {
  /** A node with its memory; without a lowering where it moves nothing. */
  private record Step(
      Node node,
      @Nullable ReferenceLowering lowering,
      List<Elements> inputs,
      List<Elements> outputs,
      boolean prologue) {

    void run() {
      if (lowering != null) {
        lowering.run(node, inputs, outputs);
      }
    }
  }

  private final Graph graph;
  private final ReferenceState state;
  private final CompileOptions options;
  private final ReferenceScratch scratch;
  private final List<Step> steps = new ArrayList<>();
  private final List<Launch> launches = new ArrayList<>();
  private final Set<String> writtenRegions = new LinkedHashSet<>();

  /** Versions that the prologue last ran with, by region that it reads; null before it ran. */
  private @Nullable Map<String, Long> prologueVersions;

  private boolean closed;

  ReferenceProgram(
      Graph graph,
      ReferenceState state,
      CompileOptions options,
      Lowerings<ReferenceLowering> lowerings,
      Precision precision) {
    this.graph = graph;
    this.state = state;
    this.options = options;
    List<@Nullable ReferenceLowering> chosen = new ArrayList<>();
    for (Node node : graph.nodes()) {
      chosen.add(node.op() instanceof Reshape ? null : choose(node, lowerings, precision));
    }
    this.scratch = new ReferenceScratch(graph, options.reuseMemory());
    for (int i = 0; i < chosen.size(); i++) {
      add(graph.nodes().get(i), chosen.get(i), i < graph.prologue());
    }
  }

  private ReferenceLowering choose(
      Node node, Lowerings<ReferenceLowering> lowerings, Precision precision) {
    String forced = options.forced().get(node.op().name());
    return RoundedFactors.in(
        node, lowerings.choose(node, forced, lowering -> null, lowering -> null), precision);
  }

  private void add(Node node, @Nullable ReferenceLowering lowering, boolean prologue) {
    steps.add(
        new Step(node, lowering, elements(node.inputs()), elements(node.outputs()), prologue));
    if (lowering != null) {
      launches.add(launch(node, lowering, prologue));
    }
    for (int i : node.op().updates()) {
      noteWrite(node.inputs().get(i));
    }
    node.outputs().forEach(this::noteWrite);
  }

  private static Launch launch(Node node, ReferenceLowering lowering, boolean prologue) {
    String routine = lowering.getClass().getSimpleName();
    return new Launch(node.label(), node.op().name(), lowering.name(), routine, prologue, false);
  }

  private void noteWrite(Value value) {
    Variable variable = graph.variable(value);
    if (variable != null) {
      writtenRegions.add(variable.region());
    }
  }

  private List<Elements> elements(List<Value> values) {
    return values.stream().map(this::elements).toList();
  }

  private Elements elements(Value value) {
    Variable variable = graph.variable(scratch.root(value));
    return variable == null ? scratch.elements(value) : state.elements(variable).as(value.type());
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void write(String input, Tensor tensor) {
    requireOpen();
    Value value = graph.inputs().get(input);
    if (value == null) {
      throw new IllegalArgumentException(
          "program: no input '" + input + "'; there are " + graph.inputs().keySet());
    }
    Elements elements = elements(value);
    ReferenceState.requireFits("input '" + input + "'", elements, tensor);
    elements.set(tensor);
  }

  @Override
  public void run() {
    for (int i = begin() ? 0 : graph.prologue(); i < steps.size(); i++) {
      Step step = steps.get(i);
      step.run();
      observe(step);
    }
    writtenRegions.forEach(state::written);
  }

  @Override
  public List<LaunchTime> runTimed() {
    List<LaunchTime> times = new ArrayList<>();
    for (int i = begin() ? 0 : graph.prologue(); i < steps.size(); i++) {
      Step step = steps.get(i);
      long start = System.nanoTime();
      step.run();
      long nanos = System.nanoTime() - start;
      if (step.lowering() != null && !step.prologue()) {
        times.add(new LaunchTime(step.node(), launch(step.node(), step.lowering(), false), nanos));
      }
    }
    writtenRegions.forEach(state::written);
    return times;
  }

  /** What comes before the steps; returns whether the prologue is due. */
  private boolean begin() {
    requireOpen();
    boolean stale = isPrologueStale();
    if (options.poisonScratch()) {
      scratch.poison(stale);
    }
    return stale;
  }

  private boolean isPrologueStale() {
    Map<String, Long> versions = new HashMap<>();
    for (Node node : graph.nodes().subList(0, graph.prologue())) {
      for (Value x : node.inputs()) {
        Variable variable = graph.variable(scratch.root(x));
        if (variable != null) {
          versions.put(variable.region(), state.version(variable.region()));
        }
      }
    }
    boolean stale = !versions.equals(prologueVersions);
    prologueVersions = versions;
    return stale;
  }

  private void observe(Step step) {
    CompileOptions.Observer observer = options.observer();
    if (observer != null) {
      List<Elements> seen = new ArrayList<>();
      step.node().op().updates().forEach(i -> seen.add(step.inputs().get(i)));
      seen.addAll(step.outputs());
      observer.after(step.node(), seen.stream().map(Elements::copy).toList());
    }
  }

  @Override
  public Tensor read(String output) {
    requireOpen();
    Value value = graph.outputs().get(output);
    if (value == null) {
      throw new IllegalArgumentException(
          "program: no output '" + output + "'; there are " + graph.outputs().keySet());
    }
    return elements(value).copy();
  }

  @Override
  public Pending readLater(String output) {
    return Pending.of(read(output));
  }

  @Override
  public List<Launch> launches() {
    return List.copyOf(launches);
  }

  @Override
  public long scratchBytes() {
    return scratch.bytes();
  }

  @Override
  public long scratchBytesWithoutReuse() {
    return scratch.bytesWithoutReuse();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("reference: the program is closed");
    }
    state.requireOpen();
  }

  @Override
  public void close() {
    closed = true;
    scratch.close();
  }
}
