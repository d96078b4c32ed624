package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often, and last by whom, each value of a graph is used; a graph output counts as a use. */
final class Uses {
  private final Map<Value, Integer> counts = new HashMap<>();
  private final Map<Value, Node> readers = new HashMap<>();

  Uses(Graph graph) {
    for (Node node : graph.nodes()) {
      for (Value x : node.inputs()) {
        counts.merge(x, 1, Integer::sum);
        readers.put(x, node);
      }
    }
    graph.outputs().values().forEach(y -> counts.merge(y, 1, Integer::sum));
  }

  int count(Value value) {
    return counts.getOrDefault(value, 0);
  }

  /** The node that is the value's only use, or null. */
  @Nullable Node onlyReader(Value value) {
    return count(value) == 1 ? readers.get(value) : null;
  }
}
