package io.fovea.graph.pass;

import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.Variable;
import io.fovea.op.Assign;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a value is only made to be stored in a piece of state, lets its node write there directly:
 * the assignment disappears and the value's readers read the state. Held back where any node from
 * the value's making to its last use touches that state otherwise.
 */
public final class WriteThrough implements Pass {
  @Override
  public String name() {
    return "write-through";
  }

  /** One assignment after the other: each sees the state that those before it already fill. */
  @Override
  public Graph apply(Graph graph) {
    int next = 0;
    while (next < graph.nodes().size()) {
      Node node = graph.nodes().get(next);
      boolean drops =
          node.op() instanceof Assign
              && isFree(graph, next, node.inputs().get(1), node.inputs().get(0));
      if (drops) {
        graph = without(graph, next);
      } else {
        next++;
      }
    }
    return graph;
  }

  /** The graph without an assignment: its value is made in its place. */
  private static Graph without(Graph graph, int assignment) {
    Node assign = graph.nodes().get(assignment);
    Map<Value, Value> places = Map.of(assign.inputs().get(1), assign.inputs().get(0));
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (i != assignment) {
        nodes.add(renamed(graph.nodes().get(i), places));
      }
    }
    Map<String, Value> outputs = new LinkedHashMap<>(graph.outputs());
    outputs.replaceAll((name, value) -> places.getOrDefault(value, value));
    return graph.with(nodes, outputs);
  }

  private static Node renamed(Node node, Map<Value, Value> places) {
    return new Node(
        node.op(), renamed(node.inputs(), places), renamed(node.outputs(), places), node.label());
  }

  private static List<Value> renamed(List<Value> values, Map<Value, Value> places) {
    return values.stream().map(v -> places.getOrDefault(v, v)).toList();
  }

  private static boolean isFree(Graph graph, int assignment, Value x, Value state) {
    if (x == state) {
      return true;
    }
    Variable variable = graph.variable(state);
    Node producer = graph.producer(x);
    if (variable == null
        || producer == null
        || producer.op() instanceof Reshape
        || graph.variable(x) != null
        || graph.reads(producer, variable)
        || graph.writes(producer, variable)) {
      return false;
    }
    int made = graph.nodes().indexOf(producer);
    boolean isOutput = graph.outputs().values().stream().anyMatch(y -> graph.unshaped(y) == x);
    int last = isOutput ? graph.nodes().size() - 1 : lastUse(graph, x);
    for (int i = made + 1; i <= last; i++) {
      Node node = graph.nodes().get(i);
      boolean untouched = !graph.reads(node, variable) && !graph.writes(node, variable);
      boolean onlyReadsAfter = i > assignment && !graph.writes(node, variable);
      if (i != assignment && !untouched && !onlyReadsAfter) {
        return false;
      }
    }
    return true;
  }

  /** Index of the last node that reads the value, under its own name or reshaped. */
  private static int lastUse(Graph graph, Value x) {
    int last = 0;
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (node.inputs().contains(x)) {
        last = Math.max(last, i);
        if (node.op() instanceof Reshape) {
          last = Math.max(last, lastUse(graph, node.outputs().get(0)));
        }
      }
    }
    return last;
  }
}
