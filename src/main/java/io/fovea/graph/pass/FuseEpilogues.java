package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Activation;
import io.fovea.op.AddBias;
import io.fovea.op.Conv2d;
import io.fovea.op.Epilogue;
import io.fovea.op.MatMul;
import io.fovea.op.Op;
import io.fovea.op.Relu;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a convolution or matrix product add the bias and apply ReLU to each sum as it stores it,
 * where nothing else reads the value in between. The fused node stands where the last node of its
 * chain stood, so that it still sees the same state.
 */
public final class FuseEpilogues implements Pass {
  @Override
  public String name() {
    return "fuse-epilogues";
  }

  @Override
  public Graph apply(Graph graph) {
    Uses uses = new Uses(graph);
    Map<Node, Node> replacements = new IdentityHashMap<>();
    Set<Node> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : graph.nodes()) {
      if (absorbed.contains(node) || epilogue(node.op()) == null) {
        continue;
      }
      Node fused = node;
      Node last = node;
      while (true) {
        Value y = fused.outputs().get(0);
        Node next = uses.onlyReader(y);
        Node grown = next == null ? null : absorb(fused, next);
        if (next == null
            || grown == null
            || graph.variable(y) != null
            || graph.anyWritesWhatIsRead(between(graph, last, next), fused)) {
          break;
        }
        absorbed.add(last);
        fused = grown;
        last = next;
      }
      replacements.put(last, fused);
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!absorbed.contains(node)) {
        nodes.add(replacements.getOrDefault(node, node));
      }
    }
    return graph.with(nodes);
  }

  private static @Nullable Epilogue epilogue(Op op) {
    if (op instanceof Conv2d conv) {
      return conv.epilogue();
    }
    return op instanceof MatMul matmul ? matmul.epilogue() : null;
  }

  /** The node that does the work of both, or null. */
  private static @Nullable Node absorb(Node node, Node next) {
    Epilogue epilogue = epilogue(node.op());
    if (epilogue == null || epilogue.activation() != Activation.NONE) {
      return null;
    }
    List<Value> inputs = new ArrayList<>(node.inputs());
    Epilogue grown;
    if (next.op() instanceof AddBias
        && !epilogue.bias()
        && next.inputs().get(0) == node.outputs().get(0)) {
      inputs.add(next.inputs().get(1));
      grown = new Epilogue(true, Activation.NONE);
    } else if (next.op() instanceof Relu) {
      grown = new Epilogue(epilogue.bias(), Activation.RELU);
    } else {
      return null;
    }
    return new Node(with(node.op(), grown), inputs, next.outputs(), node.label());
  }

  private static Op with(Op op, Epilogue epilogue) {
    if (op instanceof Conv2d conv) {
      return new Conv2d(conv.geometry(), epilogue);
    }
    MatMul matmul = (MatMul) op;
    return new MatMul(matmul.transposeA(), matmul.transposeW(), epilogue);
  }

  private static List<Node> between(Graph graph, Node first, Node last) {
    List<Node> nodes = graph.nodes();
    return nodes.subList(nodes.indexOf(first) + 1, nodes.indexOf(last));
  }
}
