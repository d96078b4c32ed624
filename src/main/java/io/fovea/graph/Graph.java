package io.fovea.graph;

import io.fovea.op.Cost;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of nodes in the order of their execution, over named inputs and pieces of state. A node
 * that reads a piece of state sees what the last node before it wrote there. Immutable.
 *
 * <p>The first {@link #prologue} nodes depend on nothing but state that no other node of this graph
 * writes: they need to run again only when the host or another program has changed that state.
 */
public final class Graph {
  private final StateLayout layout;
  private final List<Node> nodes;
  private final int prologue;
  private final Map<String, Value> inputs;
  private final Map<String, Value> outputs;
  private final Map<Value, Variable> variables;
  private final Map<Value, Node> producers = new HashMap<>();
  private final Set<Value> used = new HashSet<>();

  Graph(
      StateLayout layout,
      List<Node> nodes,
      int prologue,
      Map<String, Value> inputs,
      Map<String, Value> outputs,
      Map<Value, Variable> variables) {
    this.layout = layout;
    this.nodes = List.copyOf(nodes);
    this.prologue = prologue;
    this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.variables = Map.copyOf(variables);
    for (Node node : nodes) {
      node.outputs().forEach(y -> producers.put(y, node));
      used.addAll(node.inputs());
    }
    used.addAll(outputs.values());
  }

  public StateLayout layout() {
    return layout;
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** How many leading nodes need to run only when their state has changed. */
  public int prologue() {
    return prologue;
  }

  /** Values that the host writes before a run, by name. */
  public Map<String, Value> inputs() {
    return inputs;
  }

  /** Values that the host may read after a run, by name. */
  public Map<String, Value> outputs() {
    return outputs;
  }

  /** The piece of state that a value stands for, or null. */
  public @Nullable Variable variable(Value value) {
    return variables.get(value);
  }

  /** All values that stand for pieces of state. */
  public Set<Value> variableValues() {
    return variables.keySet();
  }

  /**
   * The node that makes a value (for a piece of state: the last that writes it through), or null.
   */
  public @Nullable Node producer(Value value) {
    return producers.get(value);
  }

  /**
   * True if a node, the host or state takes the value. A node need not write an output that nothing
   * uses.
   */
  public boolean isUsed(Value value) {
    return used.contains(value) || variables.containsKey(value);
  }

  /** True if the node writes state: in place, or straight through an output. */
  public boolean writesState(Node node) {
    return !node.op().updates().isEmpty()
        || node.outputs().stream().anyMatch(variables::containsKey);
  }

  /** True if the node writes any element of the variable. */
  public boolean writes(Node node, Variable variable) {
    return node.op().updates().stream().anyMatch(i -> overlaps(node.inputs().get(i), variable))
        || node.outputs().stream().anyMatch(y -> overlaps(y, variable));
  }

  /**
   * True if the node reads any element of the variable, also to update it, or reshaped: what a
   * reshape of state gives is a view of it.
   */
  public boolean reads(Node node, Variable variable) {
    return node.inputs().stream().anyMatch(x -> overlaps(unshaped(x), variable));
  }

  /** The value itself, or what it is a reshaped view of. */
  public Value unshaped(Value value) {
    Node producer = variables.containsKey(value) ? null : producers.get(value);
    return producer != null && producer.op() instanceof Reshape
        ? unshaped(producer.inputs().get(0))
        : value;
  }

  /**
   * True if one of the nodes writes state that the node reads, so that it may not move past them.
   */
  public boolean anyWritesWhatIsRead(List<Node> nodes, Node node) {
    return node.inputs().stream()
        .map(x -> variables.get(unshaped(x)))
        .anyMatch(read -> read != null && nodes.stream().anyMatch(n -> writes(n, read)));
  }

  /**
   * True if the value is the same in every run until the host or another program changes state: a
   * piece of state that no node writes, or what the prologue makes of such.
   */
  public boolean isConstant(Value value) {
    Variable variable = variables.get(unshaped(value));
    if (variable != null) {
      return nodes.stream().noneMatch(node -> writes(node, variable));
    }
    Node producer = producers.get(unshaped(value));
    return producer != null && nodes.subList(0, prologue).contains(producer);
  }

  private boolean overlaps(Value value, Variable variable) {
    Variable other = variables.get(value);
    return other != null && other.overlaps(variable);
  }

  /** The same graph with other nodes, all of them outside the prologue. */
  public Graph with(List<Node> newNodes) {
    return with(newNodes, 0);
  }

  /** The same graph with other nodes, the first of which form the prologue. */
  public Graph with(List<Node> newNodes, int newPrologue) {
    return new Graph(layout, newNodes, newPrologue, inputs, outputs, variables);
  }

  /** The same graph with other nodes and outputs. */
  public Graph with(List<Node> newNodes, Map<String, Value> newOutputs) {
    return new Graph(layout, newNodes, 0, inputs, newOutputs, variables);
  }

  /** Least work of one run. */
  public Cost cost() {
    return nodes.stream().map(Node::cost).reduce(new Cost(0, 0), Cost::plus);
  }

  /** One node a line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    nodes.forEach(node -> text.append(node).append('\n'));
    return text.toString();
  }
}
