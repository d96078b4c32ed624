package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.BiasGradient;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.Value;
import java.util.List;

/**
 * The sum of a channel of {@code max_pool2d_gradient(index, dy)} is that of dy, as every window
 * sends its dy to one pixel: {@code bias_gradient} reads the few elements, not those that are
 * mostly zero.
 */
public final class SumPooledGradients implements Pass {
  @Override
  public String name() {
    return "sum-pooled-gradients";
  }

  @Override
  public Graph apply(Graph graph) {
    return graph.with(graph.nodes().stream().map(node -> ofFew(graph, node)).toList());
  }

  private static Node ofFew(Graph graph, Node node) {
    Node unpool = node.op() instanceof BiasGradient ? graph.producer(node.inputs().get(0)) : null;
    if (unpool == null || !(unpool.op() instanceof MaxPool2dGradient)) {
      return node;
    }
    Value dy = unpool.inputs().get(1);
    return graph.variable(graph.unshaped(dy)) == null
        ? new Node(node.op(), List.of(dy), node.outputs(), node.label())
        : node;
  }
}
