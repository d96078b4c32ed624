package io.fovea.backend.opencl;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Unsupported;
import io.fovea.backend.UnsupportedGraphException;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a graph into a program: chooses implementations, finds memory, makes the launches. */
final class ClPlanner {
  private final ClDevice device;
  private final Graph graph;
  private final ClState state;
  private final CompileOptions options;
  private final Map<Node, ClLowering> chosen = new IdentityHashMap<>();
  private final Map<Node, Map<ClLowering, String>> dropped = new IdentityHashMap<>();
  private final Map<Node, MemoryPlan.Needs> needs = new IdentityHashMap<>();

  ClPlanner(ClDevice device, Graph graph, ClState state, CompileOptions options) {
    this.device = device;
    this.graph = graph;
    this.state = state;
    this.options = options;
  }

  /**
   * @throws UnsupportedGraphException if no implementation accepts one of the nodes
   * @throws io.fovea.backend.OutOfDeviceMemoryException if scratch memory does not fit
   */
  ClProgram plan() {
    while (true) {
      ClProgram program = attempt();
      if (!dropsAnything(program)) {
        device.saveBinaries();
        return program;
      }
      program.close();
    }
  }

  /** Drops the implementations that fail their self-check. One that is forced is not asked. */
  private boolean dropsAnything(ClProgram program) {
    boolean any = false;
    for (ClProgram.Step step : program.steps()) {
      ClLowering lowering = chosen.get(step.node());
      if (lowering != null && !options.forced().containsKey(step.node().op().name())) {
        String failure = device.selfCheck().failure(step.node(), lowering.name(), step.launches());
        if (failure != null) {
          dropped.computeIfAbsent(step.node(), key -> new HashMap<>()).put(lowering, failure);
          any = true;
        }
      }
    }
    return any;
  }

  /**
   * Bytes of scratch memory, which were allocated and freed again.
   *
   * @throws io.fovea.backend.OutOfDeviceMemoryException if they do not fit
   */
  long plannedBytes() {
    chooseAll();
    MemoryPlan apart = MemoryPlan.withoutReuse(graph, needs);
    try (ClScratch scratch = new ClScratch(device, memoryPlan(apart))) {
      return scratch.bytes();
    }
  }

  private void chooseAll() {
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Reshape)) {
        choose(node);
      }
    }
  }

  private MemoryPlan memoryPlan(MemoryPlan apart) {
    boolean byTurns = options.reuseMemory() && ClAllocator.of(device).isPlain();
    return byTurns ? MemoryPlan.of(graph, needs) : apart;
  }

  private ClProgram attempt() {
    chooseAll();
    MemoryPlan apart = MemoryPlan.withoutReuse(graph, needs);
    MemoryPlan plan = memoryPlan(apart);
    long apartBytes = apart.blocks().stream().mapToLong(b -> ClAllocator.aligned(b.bytes())).sum();
    ClScratch scratch = new ClScratch(device, plan);
    List<ClProgram.Step> steps = new ArrayList<>();
    try {
      for (int i = 0; i < graph.nodes().size(); i++) {
        Node node = graph.nodes().get(i);
        steps.add(step(node, i < graph.prologue(), plan, scratch));
      }
      return new ClProgram(device, graph, state, options, plan, scratch, steps, apartBytes);
    } catch (RuntimeException e) {
      steps.forEach(ClProgram.Step::close);
      scratch.close();
      throw e;
    }
  }

  private void choose(Node node) {
    ClTarget target = device.target();
    ClLowering lowering =
        device
            .lowerings()
            .choose(node, options.forced().get(node.op().name()), way -> refusal(way, node));
    chosen.put(node, lowering);
    needs.put(node, MemoryPlan.Needs.of(lowering.workspace(node, target)));
  }

  private @Nullable Unsupported refusal(ClLowering way, Node node) {
    String failure = dropped.getOrDefault(node, Map.of()).get(way);
    return failure == null ? way.refusal(node, device.target()) : new Unsupported(failure);
  }

  private ClProgram.Step step(Node node, boolean prologue, MemoryPlan plan, ClScratch scratch) {
    List<ClMemory> inputs = places(node.inputs(), plan, scratch);
    List<ClMemory> outputs = places(node.outputs(), plan, scratch);
    ClLowering lowering = chosen.get(node);
    if (lowering == null) {
      return new ClProgram.Step(node, inputs, outputs, List.of(), List.of(), prologue);
    }
    var lowered =
        new ClNode(
            device,
            node,
            lowering.name(),
            inputs,
            outputs,
            node.outputs().stream().map(graph::isUsed).toList(),
            plan.workspace(node).stream().map(scratch::place).toList());
    try {
      lowering.lower(lowered);
      return new ClProgram.Step(
          node, inputs, outputs, lowered.launches(), lowered.tables(), prologue);
    } catch (RuntimeException e) {
      lowered.abandon();
      throw e;
    }
  }

  private List<ClMemory> places(List<Value> values, MemoryPlan plan, ClScratch scratch) {
    return values.stream().map(v -> place(graph, state, v, plan, scratch)).toList();
  }

  /** Where a value lies: in the state, or in scratch memory. */
  static ClMemory place(
      Graph graph, ClState state, Value value, MemoryPlan plan, ClScratch scratch) {
    Variable variable = graph.variable(plan.root(value));
    if (variable != null) {
      return state.memory(variable);
    }
    MemoryPlan.Block block = plan.block(value);
    if (block == null) {
      throw new IllegalArgumentException("value " + value + " is not part of the graph");
    }
    return scratch.place(block);
  }
}
