package io.fovea.model;

import io.fovea.graph.GraphBuilder;
import io.fovea.nn.Layer;
import io.fovea.nn.Named;
import io.fovea.nn.Parameter;
import io.fovea.nn.Penalized;
import io.fovea.nn.Penalty;
import io.fovea.nn.Registry;
import io.fovea.nn.Signal;
import io.fovea.nn.Statistic;
import io.fovea.op.ShapeException;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * A network: an immutable value, architecture only. It has one or more inputs and outputs, and
 * steps, each of which applies a layer to inputs and results of steps before it.
 */
public final class Model {
  /**
   * A named input.
   *
   * @param shape of one example, without the batch
   */
  public record Entrance(String name, Shape shape) {
    public Entrance {
      Named.requireName(name);
    }
  }

  /**
   * One application of a layer.
   *
   * @param name of its result, unique in the model
   * @param scope path of its parameters: the name, unless the layer is shared
   * @param layer without a name
   * @param inputs names of entrances and of steps before this one
   */
  public record Step(String name, String scope, Layer layer, List<String> inputs) {
    public Step {
      inputs = List.copyOf(inputs);
      Named.requireName(scope);
      if (!name.equals(scope) && !name.startsWith(scope + "@")) {
        throw new IllegalArgumentException(
            "model: layer '%s' must be named like its scope '%s', or with an '@' behind that"
                .formatted(name, scope));
      }
    }

    /** What messages call it: type, as in files, and name, as in {@code conv2d 'conv1'}. */
    public String title() {
      Registry.Entry entry = Registry.all().of(plainLayer());
      return (entry == null ? layer.kind() : entry.name()) + " '" + name + "'";
    }

    /** The layer without what its weights cost. */
    public Layer plainLayer() {
      return layer instanceof Penalized penalized ? penalized.layer() : layer;
    }
  }

  private final List<Entrance> entrances;
  private final List<Step> steps;
  private final List<String> outputs;
  private final Declaration declaration;

  /**
   * A model of its parts, as a file holds them.
   *
   * @throws ShapeException if shapes do not fit; the message names layer, argument, values and rule
   * @throws IllegalArgumentException if names are unknown, or used twice
   */
  public Model(List<Entrance> entrances, List<Step> steps, List<String> outputs) {
    this.entrances = List.copyOf(entrances);
    this.steps = List.copyOf(steps);
    this.outputs = List.copyOf(outputs);
    if (entrances.isEmpty() || outputs.isEmpty()) {
      throw new IllegalArgumentException("model: needs an input and an output");
    }
    this.declaration = new Declaration(this.entrances, this.steps);
    for (String output : outputs) {
      if (steps.stream().noneMatch(step -> step.name().equals(output))) {
        throw new IllegalArgumentException("model: output '" + output + "' is not a layer");
      }
    }
  }

  /** The model between an input and a signal that was made of it. */
  public static Model of(Signal input, Signal output) {
    return of(List.of(input), List.of(output));
  }

  /**
   * The model between inputs and signals that were made of them.
   *
   * @throws ShapeException if shapes do not fit; the message names layer, argument, values and rule
   * @throws IllegalArgumentException if names clash, or an output depends on a missing input
   */
  public static Model of(List<? extends Signal> inputs, List<? extends Signal> outputs) {
    return new Composition(inputs, outputs).model();
  }

  /** Inputs, in their order. */
  public List<Entrance> inputs() {
    return entrances;
  }

  /** Steps, in the order of their execution. */
  public List<Step> steps() {
    return steps;
  }

  /** Names of the steps whose results are the outputs, in their order. */
  public List<String> outputs() {
    return outputs;
  }

  /** Parameters of all layers, in the order of the steps. */
  public List<Parameter> parameters() {
    return declaration.parameters();
  }

  /** What parameters cost while training, by their paths; those that cost nothing are not in it. */
  public Map<String, Penalty> penalties() {
    return declaration.penalties();
  }

  /** Statistics of all layers, in the order of the steps. */
  public List<Statistic> statistics() {
    return declaration.statistics();
  }

  /** Number of elements of all parameters. */
  public long parameterCount() {
    return parameters().stream().mapToLong(p -> p.shape().elements()).sum();
  }

  /** Shape of one example at an input or behind a step, without the batch. */
  public Shape shape(String name) {
    Shape shape = declaration.shapes().get(name);
    if (shape == null) {
      throw new IllegalArgumentException(
          "model: no layer '" + name + "'; there are " + declaration.shapes().keySet());
    }
    return shape;
  }

  /** Paths of the parameters that a step uses. */
  public List<String> parametersOf(Step step) {
    return declaration.parametersOf(step.name());
  }

  /**
   * Adds the model to a graph for training, over a layout that has what {@link ModelState}
   * declares.
   *
   * @param inputs batches {@code [n, ..]} by the names of the inputs
   */
  public Built train(GraphBuilder graph, Map<String, Value> inputs) {
    return Built.of(this, graph, inputs, true);
  }

  /** Adds the model to a graph for inference, as {@link #train} does for training. */
  public Built infer(GraphBuilder graph, Map<String, Value> inputs) {
    return Built.of(this, graph, inputs, false);
  }

  /** The layer table, with planned memory for a batch of 1. */
  public String summary() {
    return summary(1);
  }

  /**
   * The layer table: names, shapes of one example, parameters, and the memory that is planned for a
   * batch of n.
   */
  public String summary(int n) {
    return new Summary(this, n).toString();
  }

  /**
   * Bytes that the compiler plans for the values of a graph, beside the state: what a device works
   * with on top is its own affair.
   *
   * @param n examples in a batch
   * @param isTraining whether the graph learns or predicts
   */
  public long plannedBytes(int n, boolean isTraining) {
    return new Summary(this, n).plannedBytes(isTraining);
  }

  /** The layer table. */
  @Override
  public String toString() {
    return summary();
  }
}
