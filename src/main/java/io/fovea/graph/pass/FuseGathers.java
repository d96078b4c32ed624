package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.op.GatherRows;
import io.fovea.op.Normalize;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/** Normalises the rows of a batch as they are gathered, where nothing else reads them. */
public final class FuseGathers implements Pass {
  /** The name of this pass. */
  public static final String NAME = "fuse-gathers";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Graph apply(Graph graph) {
    Uses uses = new Uses(graph);
    List<Node> nodes = new ArrayList<>(graph.nodes());
    for (Node gather : graph.nodes()) {
      if (!(gather.op() instanceof GatherRows rows) || rows.normalize() != null) {
        continue;
      }
      Value gathered = gather.outputs().get(0);
      Node next = uses.onlyReader(gathered);
      if (next != null
          && next.op() instanceof Normalize normalize
          && graph.variable(gathered) == null
          && graph.variable(next.outputs().get(0)) == null) {
        GatherRows both = new GatherRows(rows.n(), normalize);
        nodes.remove(next);
        nodes.set(
            nodes.indexOf(gather), new Node(both, gather.inputs(), next.outputs(), gather.label()));
      }
    }
    return graph.with(nodes);
  }
}
