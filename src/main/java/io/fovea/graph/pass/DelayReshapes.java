package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets ReLU and its gradient work on what a product made before that is reshaped, not behind: it is
 * all the same to them, and {@link FuseEpilogues} sees product and ReLU together. So {@code
 * relu_gradient(y, reshape(dx))} becomes {@code reshape(relu_gradient(reshape(y), dx))}, as where
 * the data gradient of a dense layer goes back to the images that were flattened for it.
 */
public final class DelayReshapes implements Pass {
  @Override
  public String name() {
    return "delay-reshapes";
  }

  @Override
  public Graph apply(Graph graph) {
    Uses uses = new Uses(graph);
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node reshape = reshape(graph, uses, node);
      if (reshape == null) {
        nodes.add(node);
        continue;
      }
      nodes.remove(reshape);
      Value x = reshape.inputs().get(0);
      List<Value> inputs = new ArrayList<>();
      if (node.op() instanceof ReluGradient) {
        Value y = new Value(x.type(), node.label());
        nodes.add(reshape(node.inputs().get(0), x.shape(), y, node.label()));
        inputs.add(y);
      }
      inputs.add(x);
      Value early = new Value(x.type(), node.label());
      nodes.add(new Node(node.op(), inputs, List.of(early), node.label()));
      Value late = node.outputs().get(0);
      nodes.add(reshape(early, late.shape(), late, node.label()));
    }
    return graph.with(nodes);
  }

  private static Node reshape(Value from, Shape shape, Value to, String label) {
    return new Node(new Reshape(shape), List.of(from), List.of(to), label);
  }

  /**
   * The reshape of a product that ReLU or its gradient alone reads, if the node is one of these.
   */
  private static @Nullable Node reshape(Graph graph, Uses uses, Node node) {
    if (!(node.op() instanceof Relu || node.op() instanceof ReluGradient)) {
      return null;
    }
    Value shaped = node.inputs().get(node.inputs().size() - 1);
    Node reshape = graph.producer(shaped);
    if (reshape == null
        || !(reshape.op() instanceof Reshape)
        || uses.onlyReader(shaped) != node
        || graph.variable(node.outputs().get(0)) != null) {
      return null;
    }
    Node product = graph.producer(reshape.inputs().get(0));
    return product != null && FuseEpilogues.epilogue(product.op()) != null ? reshape : null;
  }
}
