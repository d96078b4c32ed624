package io.fovea.check;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.backend.Precision;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares what a device computes in a graph with the reference, node by node: each node's results
 * with the exact ones for the very arguments that it had there, within the bound that is derived
 * for its op. So no error of one node can hide behind that of another, and none is made larger by
 * what follows. The graph runs as the device plans it, fused nodes and all.
 */
public final class GraphCheck {
  private final Device device;

  private GraphCheck(Device device) {
    this.device = device;
  }

  /**
   * Checks what a device computes in single precision.
   *
   * @throws IllegalArgumentException for the reference itself
   */
  public static GraphCheck on(Device device) {
    if (device.info().backend().equals("reference")) {
      throw new IllegalArgumentException("graph check: the reference is what others are held to");
    }
    return new GraphCheck(device);
  }

  /**
   * Runs a graph once.
   *
   * @param values for every input by name, and for state by path; other state is zero
   * @return one entry for each node that computed something
   * @throws IllegalArgumentException if an op has no bound
   * @throws io.fovea.backend.UnsupportedGraphException if the device has no kernel for a node
   */
  public GraphReport run(Graph graph, Map<String, Tensor> values) {
    Graph planned = device.optimize(graph, CompileOptions.standard());
    try (Device reference = Devices.reference();
        State state = device.allocate(planned.layout())) {
      Observation observation = new Observation(reference, device.precision(), state, planned);
      CompileOptions options = CompileOptions.standard().poisoned().observedBy(observation::after);
      try (Program program = device.plan(planned, state, options)) {
        for (Program.Launch launch : program.launches()) {
          double factor = Amplification.of(launch.op(), launch.implementation());
          observation.amplification.merge(launch.label() + " " + launch.op(), factor, Math::max);
        }
        values.forEach(
            (name, value) -> {
              Tensor single = rounded(value);
              Value input = planned.inputs().get(name);
              if (input != null) {
                program.write(name, single);
                observation.seen.put(input, single);
              } else {
                state.write(name, single);
              }
            });
        observation.begin();
        program.run();
        device.finish();
      }
      return new GraphReport(observation.entries);
    }
  }

  private static Tensor rounded(Tensor value) {
    return value.dtype() == DType.F64 ? Tensor.of(value.shape(), value.floats()) : value;
  }

  /** What was seen of a run so far. */
  private static final class Observation {
    private final Device reference;
    private final Precision precision;
    private final State state;
    private final Map<Value, Tensor> seen = new HashMap<>();
    private final Map<Variable, Tensor> before = new HashMap<>();
    private final Set<Node> done = new HashSet<>();

    /** By label and op. */
    private final Map<String, Double> amplification = new HashMap<>();

    private final List<GraphReport.Entry> entries = new ArrayList<>();
    private final Graph graph;

    Observation(Device reference, Precision precision, State state, Graph graph) {
      this.reference = reference;
      this.precision = precision;
      this.state = state;
      this.graph = graph;
    }

    /** Remembers all state that is read, as it is before the first node. */
    void begin() {
      for (Value value : graph.variableValues()) {
        Variable variable = Objects.requireNonNull(graph.variable(value));
        before.computeIfAbsent(variable, state::read);
      }
    }

    void after(Node node, List<Tensor> results) {
      if (!done.add(node)) {
        return;
      }
      List<Tensor> arguments = node.inputs().stream().map(this::tensor).toList();
      int updates = node.op().updates().size();
      for (int i = 0; i < node.outputs().size(); i++) {
        seen.put(node.outputs().get(i), results.get(updates + i));
      }
      before.replaceAll(
          (variable, value) -> graph.writes(node, variable) ? state.read(variable) : value);
      Sample sample = Sample.of(reference, node.op(), arguments);
      double factor = amplification.getOrDefault(node.label() + " " + node.op().name(), 1.0);
      List<double[]> bounds = Amplification.of(Bounds.of(node.op(), precision), factor).of(sample);
      List<Comparison> comparisons = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        if (i < updates || graph.isUsed(node.outputs().get(i - updates))) {
          Tensor expected = sample.expected().get(i);
          boolean isReal = expected.dtype() == DType.F64;
          comparisons.add(
              Comparison.of(
                  results.get(i),
                  expected,
                  isReal ? bounds.get(i) : new double[expected.length()]));
        }
      }
      entries.add(new GraphReport.Entry(node.title(), node.op().name(), comparisons));
    }

    /** What a node was given: state as it was before it, or what another node made. */
    private Tensor tensor(Value value) {
      Variable variable = graph.variable(value);
      Tensor tensor = variable != null ? before.get(variable) : seen.get(value);
      if (tensor == null) {
        Value root = graph.unshaped(value);
        if (root.equals(value)) {
          throw new IllegalStateException("graph check: nothing was seen of " + value);
        }
        tensor = tensor(root).reshape(value.shape());
      }
      return tensor;
    }
  }
}
