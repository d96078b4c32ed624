package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.BiasGradient;
import io.fovea.op.Conv2dWeightGradient;
import io.fovea.op.Epilogue;
import io.fovea.op.MatMul;
import io.fovea.op.Op;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the gradient of a convolution or dense layer by its weights make that by its bias, too: both
 * are sums over the same dy, which is then read once. It stands before {@link SumPooledGradients},
 * behind which the two would read different tensors.
 */
public final class FuseBiasGradients implements Pass {
  /** The name of this pass. */
  public static final String NAME = "fuse-bias-gradients";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Graph apply(Graph graph) {
    Map<Node, Node> replacements = new IdentityHashMap<>();
    Set<Node> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node bias : graph.nodes()) {
      Node weights = bias.op() instanceof BiasGradient ? weights(graph, bias, replacements) : null;
      if (weights != null) {
        replacements.put(weights, fused(weights, bias));
        taken.add(bias);
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!taken.contains(node)) {
        nodes.add(replacements.getOrDefault(node, node));
      }
    }
    return graph.with(nodes);
  }

  /** The weight gradient that can make a bias gradient, or null. */
  private static @Nullable Node weights(Graph graph, Node bias, Map<Node, Node> replacements) {
    Value dy = bias.inputs().get(0);
    Value db = bias.outputs().get(0);
    if (graph.variable(graph.unshaped(dy)) != null || graph.variable(db) != null) {
      return null;
    }
    for (Node node : graph.nodes()) {
      if (withBias(node.op()) != null
          && node.inputs().get(1) == dy
          && !replacements.containsKey(node)
          && isReadBehind(graph, node, db)) {
        return node;
      }
    }
    return null;
  }

  /** Whether no node up to that one reads the value. */
  private static boolean isReadBehind(Graph graph, Node node, Value value) {
    List<Node> nodes = graph.nodes();
    return nodes.subList(0, nodes.indexOf(node) + 1).stream()
        .noneMatch(before -> before.inputs().contains(value));
  }

  private static Node fused(Node weights, Node bias) {
    List<Value> outputs = List.of(weights.outputs().get(0), bias.outputs().get(0));
    Op op = Objects.requireNonNull(withBias(weights.op()));
    return new Node(op, weights.inputs(), outputs, weights.label());
  }

  /** The op that sums its second input as well, or null. */
  private static @Nullable Op withBias(Op op) {
    if (op instanceof Conv2dWeightGradient gradient && !gradient.bias()) {
      return new Conv2dWeightGradient(gradient.geometry(), gradient.w(), true);
    }
    return op instanceof MatMul product && product.equals(new MatMul(product.transposeA(), false))
        ? new MatMul(product.transposeA(), false, Epilogue.NONE, true)
        : null;
  }
}
