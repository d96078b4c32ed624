package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.AddBias;
import io.fovea.op.BatchNormFold;
import io.fovea.op.BatchNormInference;
import io.fovea.op.Conv2d;
import io.fovea.op.Epilogue;
import io.fovea.op.MatMul;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds a batch normalisation with given statistics into the convolution or matrix product before
 * it: {@code conv, (bias,) batch norm} becomes {@code fold, conv, bias}. Only where weights and
 * statistics are state that this graph does not write, so that the fold is hoisted and costs
 * nothing per run.
 */
public final class FoldBatchNorm implements Pass {
  @Override
  public String name() {
    return "fold-batch-norm";
  }

  @Override
  public Graph apply(Graph graph) {
    Uses uses = new Uses(graph);
    Map<Node, List<Node>> replacements = new IdentityHashMap<>();
    Set<Node> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof BatchNormInference norm) {
        fold(graph, uses, node, norm, replacements, absorbed);
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!absorbed.contains(node)) {
        nodes.addAll(replacements.getOrDefault(node, List.of(node)));
      }
    }
    return graph.with(nodes);
  }

  private static void fold(
      Graph graph,
      Uses uses,
      Node node,
      BatchNormInference norm,
      Map<Node, List<Node>> replacements,
      Set<Node> absorbed) {
    Node before = soleProducer(graph, uses, node);
    Node bias = before != null && before.op() instanceof AddBias ? before : null;
    Node product = bias == null ? before : soleProducer(graph, uses, bias);
    if (product == null || !isPlain(product) || graph.variable(product.outputs().get(0)) != null) {
      return;
    }
    List<Node> all = graph.nodes();
    if (graph.anyWritesWhatIsRead(
        all.subList(all.indexOf(product) + 1, all.indexOf(node)), product)) {
      return;
    }
    List<Value> arguments = new ArrayList<>();
    arguments.add(product.inputs().get(1));
    arguments.addAll(node.inputs().subList(1, 5));
    if (bias != null) {
      arguments.add(bias.inputs().get(1));
    }
    if (!arguments.stream().allMatch(x -> isConstant(graph, x))) {
      return;
    }
    Value w = new Value(arguments.get(0).type(), node.label());
    Value b = new Value(arguments.get(1).type(), node.label());
    Value sum = new Value(product.outputs().get(0).type(), product.label());
    replacements.put(
        node,
        List.of(
            new Node(
                new BatchNormFold(norm.epsilon(), bias != null),
                arguments,
                List.of(w, b),
                node.label()),
            new Node(
                product.op(), List.of(product.inputs().get(0), w), List.of(sum), product.label()),
            new Node(new AddBias(), List.of(sum, b), node.outputs(), node.label())));
    absorbed.add(product);
    if (bias != null) {
      absorbed.add(bias);
    }
  }

  /** The node that made the first input, if nothing else reads that value. */
  private static @Nullable Node soleProducer(Graph graph, Uses uses, Node node) {
    Value x = node.inputs().get(0);
    return uses.onlyReader(x) == node ? graph.producer(x) : null;
  }

  private static boolean isPlain(Node node) {
    if (node.op() instanceof Conv2d conv) {
      return conv.epilogue().equals(Epilogue.NONE);
    }
    return node.op() instanceof MatMul matmul
        && matmul.equals(new MatMul(matmul.transposeA(), false));
  }

  private static boolean isConstant(Graph graph, Value value) {
    Variable variable = graph.variable(value);
    return variable != null && graph.nodes().stream().noneMatch(n -> graph.writes(n, variable));
  }
}
