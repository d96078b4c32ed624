package io.fovea.train;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.CheckFinite;
import io.fovea.op.Value;
import io.fovea.train.StepProfile.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which part of a training step each of its nodes belongs to. */
final class StepPhases {
  /** What belongs to no layer of the model, and comes after the gradients. */
  private static final Set<String> AFTER_GRADIENTS =
      Set.of(StepGraph.GRADIENTS, StepGraph.OPTIMIZER, StepGraph.STEP, StepGraph.METRICS);

  private StepPhases() {}

  /**
   * The phase of each node of a {@link StepGraph}, after whatever passes: forward is what the loss
   * depends on; update is what is overwritten in place, and what comes after the gradients; the
   * rest is backward.
   */
  static Map<Node, Phase> of(Graph graph) {
    Map<Node, Phase> phases = new IdentityHashMap<>();
    Deque<Value> forward = new ArrayDeque<>();
    for (Node node : graph.nodes()) {
      boolean isUpdate = !node.op().updates().isEmpty() || AFTER_GRADIENTS.contains(node.label());
      phases.put(node, isUpdate ? Phase.UPDATE : Phase.BACKWARD);
      if (node.op() instanceof CheckFinite && node.label().equals(StepGraph.GRADIENTS)) {
        forward.add(node.inputs().get(1));
      }
    }
    while (!forward.isEmpty()) {
      Value value = forward.remove();
      Node producer = producer(graph, value);
      if (producer != null && phases.put(producer, Phase.FORWARD) != Phase.FORWARD) {
        forward.addAll(producer.inputs());
      }
    }
    return phases;
  }

  /** The node that makes a value of this step; null for inputs and for state, whoever writes it. */
  private static @Nullable Node producer(Graph graph, Value value) {
    return graph.variable(value) == null ? graph.producer(value) : null;
  }
}
