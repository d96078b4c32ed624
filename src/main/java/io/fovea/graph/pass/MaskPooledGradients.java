package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.MinPool2d;
import io.fovea.op.ReluGradient;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a max or min pooling follows ReLU, lets the gradient of ReLU work on the few pooled
 * elements instead of all: {@code relu_gradient(y, max_pool2d_gradient(index, dy))} becomes {@code
 * max_pool2d_gradient(index, relu_gradient(pooled y, dy))}. It is the same to the bit, as the
 * pooled element is that of its winner, and the others get zero either way. The output of ReLU is
 * then needed no longer than for pooling.
 */
public final class MaskPooledGradients implements Pass {
  @Override
  public String name() {
    return "mask-pooled-gradients";
  }

  @Override
  public Graph apply(Graph graph) {
    Uses uses = new Uses(graph);
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node pool = node.op() instanceof ReluGradient ? pool(graph, uses, node) : null;
      if (pool == null) {
        nodes.add(node);
        continue;
      }
      Value unpooled = node.inputs().get(1);
      Node unpool = nodes.remove(indexOfProducer(nodes, unpooled));
      Value index = unpool.inputs().get(0);
      Value dy = unpool.inputs().get(1);
      Value pooled = pool.outputs().get(0);
      Value masked = new Value(dy.type(), node.label());
      nodes.add(new Node(node.op(), List.of(pooled, dy), List.of(masked), node.label()));
      nodes.add(new Node(unpool.op(), List.of(index, masked), node.outputs(), unpool.label()));
    }
    return graph.with(nodes);
  }

  /**
   * The pooling of the y of a ReLU gradient, if the gradient of that pooling is read by the ReLU
   * gradient alone, and may move up to it; else null.
   */
  private static @Nullable Node pool(Graph graph, Uses uses, Node relu) {
    Value y = relu.inputs().get(0);
    Value unpooled = relu.inputs().get(1);
    Node unpool = graph.producer(unpooled);
    if (unpool == null
        || !(unpool.op() instanceof MaxPool2dGradient)
        || graph.variable(unpooled) != null
        || uses.onlyReader(unpooled) != relu) {
      return null;
    }
    Node pool = graph.producer(unpool.inputs().get(0));
    List<Node> nodes = graph.nodes();
    List<Node> between = nodes.subList(nodes.indexOf(unpool) + 1, nodes.indexOf(relu));
    return pool != null
            && (pool.op() instanceof MaxPool2d || pool.op() instanceof MinPool2d)
            && pool.inputs().get(0) == y
            && graph.variable(y) == null
            && pool.outputs().stream().allMatch(value -> graph.variable(value) == null)
            && !graph.anyWritesWhatIsRead(between, unpool)
        ? pool
        : null;
  }

  private static int indexOfProducer(List<Node> nodes, Value value) {
    int i = nodes.size() - 1;
    while (!nodes.get(i).outputs().contains(value)) {
      i--;
    }
    return i;
  }
}
