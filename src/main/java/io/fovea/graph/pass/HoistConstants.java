package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves the nodes that depend on nothing but state that this graph does not write into the
 * prologue, which runs only when that state has changed.
 */
public final class HoistConstants implements Pass {
  @Override
  public String name() {
    return "hoist-constants";
  }

  @Override
  public Graph apply(Graph graph) {
    Set<Value> constants = new HashSet<>();
    for (Value value : graph.variableValues()) {
      Variable variable = graph.variable(value);
      if (variable != null && graph.nodes().stream().noneMatch(n -> graph.writes(n, variable))) {
        constants.add(value);
      }
    }
    List<Node> prologue = new ArrayList<>();
    List<Node> rest = new ArrayList<>();
    for (Node node : graph.nodes()) {
      boolean constant =
          !graph.writesState(node)
              && !node.op().isPerStep()
              && !(node.op() instanceof Reshape)
              && constants.containsAll(node.inputs());
      if (constant) {
        constants.addAll(node.outputs());
      }
      (constant ? prologue : rest).add(node);
    }
    int count = prologue.size();
    prologue.addAll(rest);
    return graph.with(prologue, count);
  }
}
