package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.BiasGradient;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.PRelu;
import io.fovea.op.PReluGradient;
import io.fovea.op.PReluMaxPool2d;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where nothing but a max pooling reads what PReLU makes, makes one node of both, {@link
 * PReluMaxPool2d}. Their gradients change places: {@code prelu_gradient(x, alpha,
 * max_pool2d_gradient(index, dy))} becomes {@code max_pool2d_gradient(index, prelu_gradient(chosen,
 * alpha, dy))}, which works on the few elements that won, not on all, and needs x no longer. The
 * other elements get zero either way; the slopes' gradient is the same sum without its zeros.
 */
public final class FusePooledPRelu implements Pass {
  @Override
  public String name() {
    return "fuse-pooled-prelu";
  }

  @Override
  public Graph apply(Graph graph) {
    for (Node node : graph.nodes()) {
      Node prelu = node.op() instanceof MaxPool2d ? prelu(graph, node) : null;
      if (prelu != null) {
        graph = fused(graph, prelu, node);
      }
    }
    return graph;
  }

  /** The PReLU that a pooling can take in, or null. */
  private static @Nullable Node prelu(Graph graph, Node pool) {
    Value y = pool.inputs().get(0);
    Node prelu = graph.producer(y);
    return prelu != null
            && prelu.op() instanceof PRelu
            && graph.variable(y) == null
            && new Uses(graph).onlyReader(y) == pool
            && !graph.anyWritesWhatIsRead(between(graph, prelu, pool), prelu)
        ? prelu
        : null;
  }

  private static Graph fused(Graph graph, Node prelu, Node pool) {
    MaxPool2d op = (MaxPool2d) pool.op();
    Value pooled = pool.outputs().get(0);
    Value index = pool.outputs().get(1);
    Value chosen = new Value(pooled.type(), prelu.label());
    Map<Node, List<Node>> replacements = new IdentityHashMap<>();
    replacements.put(prelu, List.of());
    replacements.put(
        pool,
        List.of(
            new Node(
                new PReluMaxPool2d(op.geometry()),
                prelu.inputs(),
                List.of(pooled, index, chosen),
                pool.label())));
    for (Node node : graph.nodes()) {
      if (node.op() instanceof PReluGradient
          && node.inputs().subList(0, 2).equals(prelu.inputs())) {
        exchange(graph, prelu, pool, node, chosen, replacements);
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.addAll(replacements.getOrDefault(node, List.of(node)));
    }
    return graph.with(nodes);
  }

  /**
   * Lets a gradient of PReLU change places with that of the pooling, if it can: also the x that it
   * reads must still be the one that was pooled.
   */
  private static void exchange(
      Graph graph,
      Node prelu,
      Node pool,
      Node gradient,
      Value chosen,
      Map<Node, List<Node>> replacements) {
    Value index = pool.outputs().get(1);
    Value unpooled = gradient.inputs().get(2);
    Value terms = gradient.outputs().get(1);
    Node unpool = graph.producer(unpooled);
    Uses uses = new Uses(graph);
    Node sum = uses.onlyReader(terms);
    if (unpool == null
        || !(unpool.op() instanceof MaxPool2dGradient)
        || unpool.inputs().get(0) != index
        || uses.onlyReader(unpooled) != gradient
        || (uses.count(terms) > 0 && (sum == null || !(sum.op() instanceof BiasGradient)))
        || gradient.outputs().stream().anyMatch(y -> graph.variable(y) != null)
        || graph.variable(unpooled) != null
        || graph.anyWritesWhatIsRead(between(graph, unpool, gradient), unpool)
        || writes(graph, between(graph, pool, gradient), prelu.inputs().get(0))) {
      return;
    }
    Value dy = unpool.inputs().get(1);
    Value rectified = new Value(dy.type(), gradient.label());
    Value fewTerms = new Value(dy.type(), gradient.label());
    replacements.put(unpool, List.of());
    replacements.put(
        gradient,
        List.of(
            new Node(
                gradient.op(),
                List.of(chosen, gradient.inputs().get(1), dy),
                List.of(rectified, fewTerms),
                gradient.label()),
            new Node(
                unpool.op(),
                List.of(index, rectified),
                List.of(gradient.outputs().get(0)),
                unpool.label())));
    if (sum != null) {
      replacements.put(
          sum, List.of(new Node(sum.op(), List.of(fewTerms), sum.outputs(), sum.label())));
    }
  }

  private static boolean writes(Graph graph, List<Node> nodes, Value x) {
    Variable variable = graph.variable(graph.unshaped(x));
    return variable != null && nodes.stream().anyMatch(node -> graph.writes(node, variable));
  }

  private static List<Node> between(Graph graph, Node first, Node last) {
    List<Node> nodes = graph.nodes();
    return nodes.subList(nodes.indexOf(first) + 1, nodes.indexOf(last));
  }
}
