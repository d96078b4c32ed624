package io.fovea.graph;

import io.fovea.op.Add;
import io.fovea.op.Constant;
import io.fovea.op.GradientContext;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reverse-mode differentiation as graph rewriting: each op's gradient rule adds nodes. */
public final class Autodiff {
  private Autodiff() {}

  /**
   * Adds the nodes that compute the gradients of a scalar. A value that is used several times sums
   * the gradients of its uses; one that the loss does not depend on gets zeros.
   *
   * @return one gradient per value of {@code by}, of its shape
   */
  public static List<Value> gradients(GraphBuilder graph, Value loss, List<Value> by) {
    if (loss.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "gradients: the loss must be a scalar, got " + loss.shape());
    }
    Value one = graph.emit(new Constant(1, loss.shape()));
    return gradients(graph, List.of(loss), List.of(one), by);
  }

  /** The same for any values, given the gradients that arrive at them. */
  public static List<Value> gradients(
      GraphBuilder graph, List<Value> of, List<Value> seeds, List<Value> by) {
    List<Node> nodes = List.copyOf(graph.nodes());
    Set<Value> active = dependents(nodes, by);
    Map<Value, Value> gradients = new HashMap<>();
    for (int i = 0; i < of.size(); i++) {
      add(graph, gradients, of.get(i), seeds.get(i));
    }
    String outer = graph.label("");
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      boolean reached = node.outputs().stream().anyMatch(gradients::containsKey);
      boolean needed = node.inputs().stream().anyMatch(active::contains);
      if (reached && needed) {
        graph.label(node.label());
        differentiate(graph, node, active, gradients);
      }
    }
    graph.label(outer);
    List<Value> results = new ArrayList<>();
    for (Value value : by) {
      Value gradient = gradients.get(value);
      results.add(gradient != null ? gradient : graph.emit(new Constant(0, value.shape())));
    }
    return results;
  }

  private static Set<Value> dependents(List<Node> nodes, List<Value> by) {
    Set<Value> active = new HashSet<>();
    active.addAll(by);
    for (Node node : nodes) {
      if (node.inputs().stream().anyMatch(active::contains)) {
        for (Value output : node.outputs()) {
          if (output.type().dtype() == DType.F32) {
            active.add(output);
          }
        }
      }
    }
    return active;
  }

  private static void differentiate(
      GraphBuilder graph, Node node, Set<Value> active, Map<Value, Value> gradients) {
    List<@Nullable Value> outputGradients = new ArrayList<>();
    for (int i = 0; i < node.outputs().size(); i++) {
      Value gradient = gradients.get(node.outputs().get(i));
      if (gradient != null && !node.op().isDifferentiable(i)) {
        throw new IllegalArgumentException(
            node.title()
                + ": no gradient flows through output "
                + i
                + ", but the loss depends on it");
      }
      outputGradients.add(gradient);
    }
    boolean[] wanted = new boolean[node.inputs().size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = active.contains(node.inputs().get(i));
    }
    GradientContext context =
        new GradientContext(graph, node.inputs(), node.outputs(), outputGradients, wanted);
    node.op().gradient(context);
    for (int i = 0; i < wanted.length; i++) {
      Value gradient = context.result(i);
      if (!wanted[i]) {
        continue;
      }
      if (gradient == null) {
        throw new IllegalStateException(
            node.title() + ": the gradient rule left out " + node.op().inputNames().get(i));
      }
      add(graph, gradients, node.inputs().get(i), gradient);
    }
  }

  private static void add(
      GraphBuilder graph, Map<Value, Value> gradients, Value value, Value gradient) {
    Value sum = gradients.get(value);
    gradients.put(value, sum == null ? gradient : graph.emit(new Add(), sum, gradient));
  }
}
