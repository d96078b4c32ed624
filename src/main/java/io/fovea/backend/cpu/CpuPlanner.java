package io.fovea.backend.cpu;

import io.fovea.backend.CompileOptions;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.graph.pass.MemoryPlan;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a graph into a program: chooses implementations, lowers the nodes, finds memory. */
final class CpuPlanner {
  private final CpuDevice device;
  private final Graph graph;
  private final CpuState state;
  private final CompileOptions options;

  /** For nodes whose inner loops are not compiled yet: the same once more, with those. */
  private final Map<Node, CpuNode> laterSites = new IdentityHashMap<>();

  private final List<CpuProgram.Step> steps = new ArrayList<>();
  private final Map<Node, MemoryPlan.Needs> needs = new IdentityHashMap<>();

  CpuPlanner(CpuDevice device, Graph graph, CpuState state, CompileOptions options) {
    this.device = device;
    this.graph = graph;
    this.state = state;
    this.options = options;
  }

  /**
   * @throws io.fovea.backend.UnsupportedGraphException if no implementation accepts one of the
   *     nodes
   * @throws io.fovea.backend.OutOfDeviceMemoryException if scratch memory does not fit
   */
  CpuProgram plan() {
    lowerAll();
    MemoryPlan apart = MemoryPlan.withoutReuse(graph, needs);
    MemoryPlan plan = memoryPlan(apart);
    CpuScratch scratch = new CpuScratch(plan);
    for (CpuProgram.Step step : steps) {
      bind(step.site(), plan, scratch);
      CpuNode later = laterSites.get(step.site().node());
      if (later != null) {
        bind(later, plan, scratch);
      }
    }
    long apartBytes = apart.blocks().stream().mapToLong(MemoryPlan.Block::bytes).sum();
    return new CpuProgram(this, plan, scratch, apartBytes);
  }

  /**
   * Bytes of scratch memory, which were allocated and dropped again.
   *
   * @throws io.fovea.backend.OutOfDeviceMemoryException if they do not fit
   */
  long plannedBytes() {
    lowerAll();
    CpuScratch scratch = new CpuScratch(memoryPlan(MemoryPlan.withoutReuse(graph, needs)));
    long bytes = scratch.bytes();
    scratch.close();
    return bytes;
  }

  private void lowerAll() {
    for (int i = 0; i < graph.nodes().size(); i++) {
      steps.add(lower(graph.nodes().get(i), i < graph.prologue()));
    }
  }

  private MemoryPlan memoryPlan(MemoryPlan apart) {
    return options.reuseMemory() ? MemoryPlan.of(graph, needs) : apart;
  }

  private CpuProgram.Step lower(Node node, boolean prologue) {
    ColdStart coldStart = device.coldStart();
    boolean isCold = coldStart.concerns(node);
    CpuNode site = site(node, isCold ? coldStart.plain() : device.kernels());
    if (node.op() instanceof Reshape) {
      return new CpuProgram.Step(site, null, () -> {}, prologue);
    }
    CpuLowering lowering =
        device
            .lowerings()
            .choose(
                node,
                options.forced().get(node.op().name()),
                way -> way.refusal(node),
                way -> way.reluctance(node));
    CpuStep step = lowering.lower(site);
    if (isCold) {
      CpuNode later = site(node, device.kernels());
      CpuStep laterStep = lowering.lower(later);
      if (later.wanted().equals(site.wanted())) {
        step = coldStart.beginWith(step, laterStep);
        laterSites.put(node, later);
      } else {
        site = later;
        step = laterStep;
      }
    }
    needs.put(node, site.wanted());
    return new CpuProgram.Step(site, lowering, step, prologue);
  }

  private CpuNode site(Node node, CpuKernels kernels) {
    List<Boolean> used = node.outputs().stream().map(graph::isUsed).toList();
    List<Boolean> constant = node.inputs().stream().map(graph::isConstant).toList();
    return new CpuNode(node, used, constant, kernels, device.workers());
  }

  private void bind(CpuNode site, MemoryPlan plan, CpuScratch scratch) {
    Node node = site.node();
    for (int i = 0; i < node.inputs().size(); i++) {
      bind(site.input(i), node.inputs().get(i), plan, scratch);
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      bind(site.output(i), node.outputs().get(i), plan, scratch);
    }
    List<MemoryPlan.Block> blocks = plan.workspace(node);
    for (int i = 0; i < blocks.size(); i++) {
      scratch.bind(site.workspaces().get(i), blocks.get(i));
    }
  }

  /** Named values as tensors with memory. */
  Map<String, CpuTensor> tensors(Map<String, Value> values, MemoryPlan plan, CpuScratch scratch) {
    Map<String, CpuTensor> tensors = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          CpuTensor tensor = new CpuTensor(value.type());
          bind(tensor, value, plan, scratch);
          tensors.put(name, tensor);
        });
    return tensors;
  }

  /** Gives a tensor the memory of a value: in the state, or in scratch memory. */
  private void bind(CpuTensor tensor, Value value, MemoryPlan plan, CpuScratch scratch) {
    Variable variable = graph.variable(plan.root(value));
    if (variable != null) {
      state.bind(tensor, variable);
      return;
    }
    MemoryPlan.Block block = plan.block(value);
    if (block == null) {
      throw new IllegalArgumentException("value " + value + " is not part of the graph");
    }
    scratch.bind(tensor, block);
  }

  Graph graph() {
    return graph;
  }

  CpuState state() {
    return state;
  }

  CompileOptions options() {
    return options;
  }

  List<CpuProgram.Step> steps() {
    return steps;
  }
}
