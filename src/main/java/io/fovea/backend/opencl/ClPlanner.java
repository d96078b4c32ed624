package io.fovea.backend.opencl;

import io.fovea.backend.Choice;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a graph into a program: chooses implementations, finds memory, makes the launches. */
final class ClPlanner {
  private static final Logger log = LoggerFactory.getLogger(ClPlanner.class);

  /** A way to do a node, and the target that says in which tile. */
  private record Way(ClLowering lowering, ClTarget target) {
    String name() {
      return new Choice(lowering.name(), target.tile()).toString();
    }
  }

  private final ClDevice device;
  private final Graph graph;
  private final ClState state;
  private final CompileOptions options;
  private final Map<Node, Way> chosen = new IdentityHashMap<>();
  private final Map<Node, Tuning.Entry> tuned = new IdentityHashMap<>();
  private final Map<Node, Map<Way, String>> dropped = new IdentityHashMap<>();

  /** Nodes that were tuned with other kernels: the choice means nothing, the way may do as well. */
  private final Set<Node> outdated = Collections.newSetFromMap(new IdentityHashMap<>());

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

  /**
   * Drops the ways that fail their self-check, and the choices that were tuned with other kernels.
   * A way that is forced is not asked.
   */
  private boolean dropsAnything(ClProgram program) {
    boolean any = false;
    for (ClProgram.Step step : program.steps()) {
      Way way = chosen.get(step.node());
      if (way == null || options.forced().containsKey(step.node().op().name())) {
        continue;
      }
      if (isOutdated(step)) {
        log.debug("{}: {} was tuned with other kernels", step.node().title(), way.name());
        outdated.add(step.node());
        any = true;
        continue;
      }
      String failure = device.selfCheck().failure(step.node(), way.name(), step.launches());
      if (failure != null) {
        dropped.computeIfAbsent(step.node(), key -> new HashMap<>()).put(way, failure);
        any = true;
      }
    }
    return any;
  }

  private boolean isOutdated(ClProgram.Step step) {
    Tuning.Entry entry = tuned.get(step.node());
    return entry != null && !entry.code().equals(step.code());
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

  /** The way that is forced, or that was tuned, or the best by its own account. */
  private void choose(Node node) {
    String forced = options.forced().get(node.op().name());
    tuned.remove(node);
    Way way = forced == null ? tuned(node) : null;
    if (way == null) {
      Choice choice = forced == null ? null : Choice.parse(forced);
      way =
          choice == null
              ? best(node, null, "")
              : best(node, choice.implementation(), choice.tile());
    }
    chosen.put(node, way);
    needs.put(node, MemoryPlan.Needs.of(way.lowering().workspace(node, way.target())));
  }

  private Way best(Node node, @Nullable String only, String tile) {
    ClTarget target = device.target().with(tile);
    return new Way(
        device
            .lowerings()
            .choose(
                node,
                only,
                way -> refusal(new Way(way, target), node),
                way -> way.reluctance(node, target)),
        target);
  }

  /** The way that was tuned, if there is one and it can still be gone. */
  private @Nullable Way tuned(Node node) {
    Tuning.Entry entry = outdated.contains(node) ? null : device.tuning().of(node);
    if (entry == null) {
      return null;
    }
    Choice choice = entry.choice();
    Unsupported reason = new Unsupported("there is no such way");
    for (ClLowering lowering : device.lowerings().of(node.op())) {
      if (lowering.name().equals(choice.implementation())) {
        Way way = new Way(lowering, device.target().with(choice.tile()));
        reason = refusal(way, node);
        if (reason == null) {
          tuned.put(node, entry);
          log.debug("{}: {}, as tuned", node.title(), choice);
          return way;
        }
      }
    }
    log.debug("{}: not {}, as tuned: {}", node.title(), choice, reason.reason());
    return null;
  }

  private @Nullable Unsupported refusal(Way way, Node node) {
    String failure = dropped.getOrDefault(node, Map.of()).get(way);
    if (failure != null) {
      return new Unsupported(failure);
    }
    Unsupported refusal = way.lowering().refusal(node, way.target());
    String tile = way.target().tile();
    if (refusal != null || tile.isEmpty()) {
      return refusal;
    }
    List<String> tiles = way.lowering().tiles(node, device.target());
    return tiles.contains(tile)
        ? null
        : new Unsupported("its tiles here are " + tiles + ", not " + tile);
  }

  private ClProgram.Step step(Node node, boolean prologue, MemoryPlan plan, ClScratch scratch) {
    List<ClMemory> inputs = places(node.inputs(), plan, scratch);
    List<ClMemory> outputs = places(node.outputs(), plan, scratch);
    Way way = chosen.get(node);
    if (way == null) {
      return ClProgram.Step.ofNothing(node, inputs, outputs, prologue);
    }
    var lowered =
        new ClNode(
            device,
            way.target(),
            node,
            way.name(),
            inputs,
            outputs,
            node.outputs().stream().map(graph::isUsed).toList(),
            plan.workspace(node).stream().map(scratch::place).toList());
    try {
      way.lowering().lower(lowered);
      return new ClProgram.Step(
          node,
          inputs,
          outputs,
          lowered.launches(),
          lowered.tables(),
          lowered.code(),
          tuned.containsKey(node),
          prologue);
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
