package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a loss make its gradient at once, where nothing else wants the probabilities in between, and
 * the gradient that arrives is there before the loss is: that of a mean is a constant, which {@link
 * HoistConstants}, before this, has moved ahead.
 */
public final class FuseLossGradients implements Pass {
  @Override
  public String name() {
    return "fuse-loss-gradients";
  }

  @Override
  public Graph apply(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    for (Node gradient : graph.nodes()) {
      Node loss = loss(graph, gradient);
      if (loss != null) {
        nodes.remove(gradient);
        nodes.set(nodes.indexOf(loss), fused(loss, gradient));
      }
    }
    return graph.with(nodes, graph.prologue());
  }

  /** The loss that can make a gradient, or null. */
  private static @Nullable Node loss(Graph graph, Node gradient) {
    if (!(gradient.op() instanceof SoftmaxCrossEntropyGradient)) {
      return null;
    }
    Value probabilities = gradient.inputs().get(0);
    Node loss = graph.producer(probabilities);
    if (loss == null
        || !(loss.op() instanceof SoftmaxCrossEntropy op)
        || op.differentiated()
        || loss.outputs().get(1) != probabilities
        || loss.inputs().get(1) != gradient.inputs().get(1)
        || new Uses(graph).onlyReader(probabilities) != gradient
        || graph.variable(probabilities) != null
        || graph.variable(gradient.outputs().get(0)) != null) {
      return null;
    }
    List<Node> nodes = graph.nodes();
    int at = nodes.indexOf(loss);
    List<Node> between = nodes.subList(at + 1, nodes.indexOf(gradient));
    Node arriving = graph.producer(gradient.inputs().get(2));
    return (arriving == null || nodes.indexOf(arriving) < at)
            && at >= graph.prologue()
            && !graph.anyWritesWhatIsRead(between, gradient)
        ? loss
        : null;
  }

  private static Node fused(Node loss, Node gradient) {
    List<Value> inputs = new ArrayList<>(loss.inputs());
    inputs.add(gradient.inputs().get(2));
    List<Value> outputs = List.of(loss.outputs().get(0), gradient.outputs().get(0));
    return new Node(new SoftmaxCrossEntropy(true), inputs, outputs, loss.label());
  }
}
