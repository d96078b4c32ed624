package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drops the nodes that neither an output nor a piece of state depends on. */
public final class Prune implements Pass {
  @Override
  public String name() {
    return "prune";
  }

  @Override
  public Graph apply(Graph graph) {
    Set<Value> live = new HashSet<>();
    live.addAll(graph.outputs().values());
    List<Node> kept = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (graph.writesState(node) || node.outputs().stream().anyMatch(live::contains)) {
        live.addAll(node.inputs());
        kept.add(node);
      }
    }
    Collections.reverse(kept);
    return graph.with(kept);
  }
}
