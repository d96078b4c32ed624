package io.fovea.graph;

import io.fovea.op.Assign;
import io.fovea.op.Emitter;
import io.fovea.op.Op;
import io.fovea.op.ShapeException;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the nodes of a {@link Graph}. Shapes are checked as each node is added. */
public final class GraphBuilder implements Emitter {
  private final StateLayout layout;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<Value, Variable> variables = new HashMap<>();
  private final Map<String, Value> variableValues = new HashMap<>();
  private final Set<Value> known = new HashSet<>();
  private final Map<Value, Node> producers = new HashMap<>();
  private String label = "";

  /** A graph over the given state. */
  public GraphBuilder(StateLayout layout) {
    this.layout = layout;
  }

  /** A graph without state. */
  public GraphBuilder() {
    this(StateLayout.builder().build());
  }

  public StateLayout layout() {
    return layout;
  }

  /** Sets the layer that the nodes added from now on belong to, and returns the one before. */
  public String label(String newLabel) {
    String before = label;
    label = newLabel;
    return before;
  }

  /** Declares a value that the host writes before each run. */
  public Value input(String name, TensorType type) {
    if (inputs.containsKey(name)) {
      throw new IllegalArgumentException("graph: input '" + name + "' is taken");
    }
    Value value = know(new Value(type, name));
    inputs.put(name, value);
    return value;
  }

  /** The value of a piece of state; the same object each time. */
  public Value variable(Variable variable) {
    return variableValues.computeIfAbsent(
        variable.path(),
        path -> {
          Value value = know(new Value(variable.type(), path));
          variables.put(value, layout.variable(path));
          return value;
        });
  }

  /** The value of the piece of state with the given path. */
  public Value variable(String path) {
    return variable(layout.variable(path));
  }

  /** Stores a value in a piece of state. */
  public void assign(Variable variable, Value value) {
    emitAll(new Assign(), List.of(variable(variable), value));
  }

  /** Names a value that the host may read after a run. */
  public void output(String name, Value value) {
    requireKnown(value, "output '" + name + "'");
    if (outputs.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("graph: output '" + name + "' is taken");
    }
  }

  /** The node that makes a value, or null for inputs and state. */
  public @Nullable Node producer(Value value) {
    return producers.get(value);
  }

  /** The nodes added so far. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  @Override
  public List<Value> emitAll(Op op, List<Value> arguments) {
    String title = op.name() + " '" + label + "'";
    arguments.forEach(x -> requireKnown(x, title));
    List<TensorType> types;
    try {
      types = op.infer(arguments.stream().map(Value::type).toList());
    } catch (ShapeException e) {
      throw new ShapeException(title + ": " + e.getMessage());
    }
    for (int index : op.updates()) {
      if (!variables.containsKey(arguments.get(index))) {
        throw new IllegalArgumentException(
            title + ": " + op.inputNames().get(index) + " is overwritten, so it must be state");
      }
    }
    List<Value> results = new ArrayList<>();
    for (TensorType type : types) {
      if (type.shape().elements() > Integer.MAX_VALUE) {
        throw new ShapeException(
            title + ": the result " + type.shape() + " has more than 2^31 - 1 elements");
      }
      results.add(know(new Value(type, label)));
    }
    Node node = new Node(op, arguments, results, label);
    nodes.add(node);
    results.forEach(y -> producers.put(y, node));
    return results;
  }

  private Value know(Value value) {
    known.add(value);
    return value;
  }

  private void requireKnown(Value value, String who) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(who + ": " + value + " belongs to another graph");
    }
  }

  public Graph build() {
    return new Graph(layout, nodes, 0, inputs, outputs, variables);
  }
}
