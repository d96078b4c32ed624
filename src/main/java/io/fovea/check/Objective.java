package io.fovea.check;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.Variable;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sum of a graph's outputs, weighted by the gradients that arrive at them, as a function of
 * named inputs and state; and its gradient by the graph's own rules.
 */
final class Objective implements AutoCloseable {
  private final List<Tensor> upstream;
  private final List<String> by;
  private final Map<String, Tensor> values = new LinkedHashMap<>();
  private final Graph graph;
  private final List<Variable> writtenState;
  private final State state;
  private final Program forward;
  private final Program backward;

  /** The outputs at the point itself. */
  private List<Tensor> here = List.of();

  Objective(
      Device device,
      GraphBuilder builder,
      List<Value> outputs,
      List<Tensor> upstream,
      Map<String, Tensor> values,
      List<String> by) {
    this.upstream = upstream;
    this.by = by;
    values.forEach((name, value) -> this.values.put(name, copy(value)));
    for (int i = 0; i < outputs.size(); i++) {
      builder.output("objective/" + i, outputs.get(i));
    }
    this.graph = builder.build();
    requireValues();
    List<Value> seeds = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      seeds.add(builder.input(seed(i), outputs.get(i).type()));
    }
    List<Value> points =
        by.stream()
            .map(name -> isState(name) ? builder.variable(name) : graph.inputs().get(name))
            .toList();
    List<Value> gradients = Autodiff.gradients(builder, outputs, seeds, points);
    for (int i = 0; i < by.size(); i++) {
      builder.output("gradient/" + by.get(i), gradients.get(i));
    }
    this.writtenState =
        graph.layout().variables().stream()
            .filter(variable -> graph.nodes().stream().anyMatch(n -> graph.writes(n, variable)))
            .toList();
    this.state = device.allocate(graph.layout());
    this.forward = device.plan(graph, state, CompileOptions.standard());
    this.backward = device.plan(builder.build(), state, CompileOptions.standard());
  }

  private static String seed(int i) {
    return "objective/" + i + "/gradient";
  }

  private static Tensor copy(Tensor tensor) {
    boolean real = tensor.dtype() == DType.F32 || tensor.dtype() == DType.F64;
    return real ? Tensor.of(tensor.shape(), tensor.doubles().clone()) : tensor;
  }

  private void requireValues() {
    for (String name : graph.inputs().keySet()) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("gradient check: no value for input '" + name + "'");
      }
    }
    for (String name : by) {
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("gradient check: no value for '" + name + "'");
      }
    }
    for (String name : values.keySet()) {
      if (!isState(name) && !graph.inputs().containsKey(name)) {
        throw new IllegalArgumentException(
            "gradient check: the graph has no input or state '" + name + "'");
      }
    }
  }

  private boolean isState(String name) {
    return !graph.inputs().containsKey(name) && graph.layout().contains(name);
  }

  /** The gradients by the graph's rules, by name. */
  Map<String, Tensor> gradients() {
    for (int i = 0; i < upstream.size(); i++) {
      backward.write(seed(i), upstream.get(i));
    }
    restoreWrittenState();
    values.keySet().forEach(name -> write(backward, name));
    backward.run();
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    by.forEach(name -> gradients.put(name, backward.read("gradient/" + name)));
    values.keySet().forEach(name -> write(forward, name));
    here = outputs();
    return gradients;
  }

  double coordinate(String name, int index) {
    return array(name)[index];
  }

  /**
   * Slopes to both sides of a point.
   *
   * @param noise what rounding of the outputs may have added to either
   */
  record Slopes(double left, double right, double noise) {
    /** The central difference quotient. */
    double central() {
      return (left + right) / 2;
    }

    /** How much the slope changes from side to side. */
    double gap() {
      return right - left;
    }
  }

  /** The slopes along one coordinate, a step to each side. */
  Slopes slopes(String name, int index, double step) {
    double[] array = array(name);
    double x = array[index];
    array[index] = x + step;
    double right = array[index] - x;
    List<Tensor> above = evaluate(name);
    array[index] = x - step;
    double left = x - array[index];
    List<Tensor> below = evaluate(name);
    array[index] = x;
    write(forward, name);
    return new Slopes(
        difference(below, here) / left,
        difference(here, above) / right,
        rounding(here, above) / right);
  }

  /** One rounding of each element that changed. */
  private double rounding(List<Tensor> from, List<Tensor> to) {
    double sum = 0;
    for (int i = 0; i < upstream.size(); i++) {
      for (int j = 0; j < upstream.get(i).length(); j++) {
        if (from.get(i).get(j) != to.get(i).get(j)) {
          sum += Math.abs(upstream.get(i).get(j)) * Math.ulp(to.get(i).get(j));
        }
      }
    }
    return sum;
  }

  /** Differences of elements before their sum: large sums would round away what is sought. */
  private double difference(List<Tensor> from, List<Tensor> to) {
    double sum = 0;
    for (int i = 0; i < upstream.size(); i++) {
      for (int j = 0; j < upstream.get(i).length(); j++) {
        sum += upstream.get(i).get(j) * (to.get(i).get(j) - from.get(i).get(j));
      }
    }
    return sum;
  }

  private double[] array(String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("gradient check: no value for '" + name + "'");
    }
    return value.doubles();
  }

  private List<Tensor> evaluate(String name) {
    write(forward, name);
    return outputs();
  }

  private List<Tensor> outputs() {
    restoreWrittenState();
    forward.run();
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < upstream.size(); i++) {
      outputs.add(forward.read("objective/" + i));
    }
    return outputs;
  }

  /** A graph may update state, such as running statistics; each evaluation begins from the same. */
  private void restoreWrittenState() {
    for (Variable variable : writtenState) {
      Tensor value = values.get(variable.path());
      state.write(variable, value != null ? value : zeros(variable));
    }
  }

  private static Tensor zeros(Variable variable) {
    return Tensor.zeros(variable.type().dtype(), variable.type().shape());
  }

  private void write(Program program, String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("gradient check: no value for '" + name + "'");
    }
    if (isState(name)) {
      state.write(name, value);
    } else {
      program.write(name, value);
    }
  }

  @Override
  public void close() {
    forward.close();
    backward.close();
    state.close();
  }
}
