package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Activation;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Epilogue;
import io.fovea.op.MatMul;
import io.fovea.op.Op;
import io.fovea.op.PRelu;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a convolution, its data gradient or a matrix product add a bias and a residual and apply
 * ReLU, PReLU or the gradient of ReLU to each sum as it stores it, where nothing else reads the
 * value in between. Gradients are nodes of the graph by then: that of PReLU reads what PReLU has
 * read, so in training PReLU stays; those of sums and of ReLU do not, so these are taken. In the
 * backward pass a residual is the gradient of another branch. Nor does anything reach across a
 * batch normalisation that was not folded.
 *
 * <p>The fused node bears the label of the product, and stands where the last node of its chain
 * stood, so that it still sees the same state. Of two products that are added, the later one takes
 * the sum, and the other keeps its place.
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
    Set<Node> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (epilogue(node.op()) == null) {
        continue;
      }
      Node fused = node;
      Node last = node;
      while (true) {
        Value y = fused.outputs().get(0);
        Node next = uses.onlyReader(y);
        Node grown = next == null || taken.contains(next) ? null : absorb(fused, next);
        if (next == null
            || grown == null
            || graph.variable(y) != null
            || graph.anyWritesWhatIsRead(between(graph, last, next), fused)) {
          break;
        }
        taken.add(next);
        fused = grown;
        last = next;
      }
      taken.add(node);
      replacements.put(last, fused);
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!taken.contains(node) || replacements.containsKey(node)) {
        nodes.add(replacements.getOrDefault(node, node));
      }
    }
    return graph.with(nodes);
  }

  /** What the op does to its sums, or null where it has none to which more could be done. */
  static @Nullable Epilogue epilogue(Op op) {
    if (op instanceof Conv2d conv) {
      return conv.epilogue();
    }
    if (op instanceof Conv2dDataGradient gradient) {
      return gradient.epilogue();
    }
    return op instanceof MatMul matmul && !matmul.columnSums() ? matmul.epilogue() : null;
  }

  /** The node that does the work of both, or null. */
  private static @Nullable Node absorb(Node node, Node next) {
    Epilogue epilogue = epilogue(node.op());
    if (epilogue == null || epilogue.activation() != Activation.NONE) {
      return null;
    }
    Value y = node.outputs().get(0);
    Value first = next.inputs().get(0);
    boolean bias = epilogue.bias();
    boolean residual = epilogue.residual();
    if (next.op() instanceof Relu) {
      return with(new Epilogue(bias, residual, Activation.RELU), node, next, List.of());
    }
    Value other = first == y && next.inputs().size() == 2 ? next.inputs().get(1) : first;
    if (next.op() instanceof Add && !residual) {
      return with(new Epilogue(bias, true, Activation.NONE), node, next, List.of(other));
    }
    if (next.op() instanceof AddBias && first == y && !bias && !residual) {
      return with(new Epilogue(true, Activation.NONE), node, next, List.of(other));
    }
    if (next.op() instanceof ReluGradient && first != y) {
      Epilogue masked = new Epilogue(bias, residual, Activation.RELU_GRADIENT);
      return with(masked, node, next, List.of(first));
    }
    if (next.op() instanceof PRelu && first == y) {
      return with(new Epilogue(bias, residual, Activation.PRELU), node, next, List.of(other));
    }
    return null;
  }

  /** The node with another epilogue, that of {@code next} included, which reads some more. */
  private static Node with(Epilogue epilogue, Node node, Node next, List<Value> more) {
    List<Value> inputs = new ArrayList<>(node.inputs());
    inputs.addAll(more);
    return new Node(with(node.op(), epilogue), inputs, next.outputs(), node.label());
  }

  private static Op with(Op op, Epilogue epilogue) {
    if (op instanceof Conv2d conv) {
      return new Conv2d(conv.geometry(), epilogue);
    }
    if (op instanceof Conv2dDataGradient gradient) {
      return new Conv2dDataGradient(gradient.geometry(), gradient.x(), epilogue);
    }
    MatMul matmul = (MatMul) op;
    return new MatMul(matmul.transposeA(), matmul.transposeW(), epilogue);
  }

  private static List<Node> between(Graph graph, Node first, Node last) {
    List<Node> nodes = graph.nodes();
    return nodes.subList(nodes.indexOf(first) + 1, nodes.indexOf(last));
  }
}
