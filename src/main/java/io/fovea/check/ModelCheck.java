package io.fovea.check;

import io.fovea.backend.Device;
import io.fovea.graph.Autodiff;
import io.fovea.graph.Graph;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.model.Built;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Parameter;
import io.fovea.nn.Statistic;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks the gradients of a model, built for training: those of the whole, and those of each layer
 * by itself, by inputs and parameters. The inputs are drawn evenly from [-2, 2], and a random
 * gradient arrives at each output.
 */
public final class ModelCheck {
  private static final double LARGEST = 2;

  private final Model model;
  private final Map<String, Tensor> weights;
  private final int batch;
  private final long seed;
  private final GradientCheck check;

  private ModelCheck(
      Model model, Map<String, Tensor> weights, int batch, long seed, GradientCheck check) {
    this.model = model;
    this.weights = new TreeMap<>(weights);
    this.batch = batch;
    this.seed = seed;
    this.check = check;
  }

  /**
   * Checks a model with weights as they are at the beginning of a training; batches of 2, seed 1.
   */
  public static ModelCheck of(Model model) {
    return new ModelCheck(model, Map.of(), 2, 1, GradientCheck.standard());
  }

  /** This check with other parameters and statistics, by their paths; those of others stay. */
  public ModelCheck weights(Map<String, Tensor> newWeights) {
    return new ModelCheck(model, newWeights, batch, seed, check);
  }

  /** This check with another number of examples. */
  public ModelCheck batch(int newBatch) {
    return new ModelCheck(model, weights, newBatch, seed, check);
  }

  /** This check with another seed of inputs, initial weights, masks and upstream gradients. */
  public ModelCheck seed(long newSeed) {
    return new ModelCheck(model, weights, batch, newSeed, check.seed(newSeed));
  }

  /** This check with another number of coordinates to compare in each tensor, at the most. */
  public ModelCheck coordinates(int atMost) {
    return new ModelCheck(model, weights, batch, seed, check.coordinates(atMost));
  }

  /** What follows a model in a check, such as a loss. */
  public interface Ending {
    /**
     * Adds nodes to a graph.
     *
     * @param outputs of the model
     * @param values takes what the graph's further inputs hold, by name
     * @return what a random gradient arrives at
     */
    List<Value> build(GraphBuilder graph, List<Value> outputs, Map<String, Tensor> values);
  }

  /** Compares the gradients of the whole model with difference quotients, in double precision. */
  public GradientReport gradients() {
    return gradients((graph, outputs, values) -> outputs);
  }

  /** The same of what follows the model. */
  public GradientReport gradients(Ending ending) {
    Whole whole = new Whole();
    List<Value> outputs = ending.build(whole.graph, whole.built.outputs(), whole.values);
    List<String> by = new ArrayList<>();
    model.inputs().forEach(input -> by.add(input.name()));
    model.parameters().forEach(parameter -> by.add(parameter.path()));
    return check.outputs(whole.graph, outputs, whole.values, by);
  }

  /** This check of one layer by itself, with the shapes and parameters that it has in the model. */
  public ModelCheck layer(Model.Step step) {
    List<Model.Entrance> entrances = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String input : step.inputs()) {
      String name = step.scope() + "/x" + (names.size() + 1);
      names.add(name);
      entrances.add(new Model.Entrance(name, model.shape(input)));
    }
    Model.Step alone = new Model.Step(step.scope(), step.scope(), step.layer(), names);
    Model single = new Model(entrances, List.of(alone), List.of(step.scope()));
    return new ModelCheck(single, weights, batch, seed, check);
  }

  /**
   * Compares outputs, gradients and everything in between, as a device computes them, with the
   * reference: see {@link GraphCheck}.
   */
  public GraphReport on(Device device) {
    Whole whole = new Whole();
    return GraphCheck.on(device).run(whole.withGradients(), whole.values);
  }

  /** The model in a graph, and a value for each input and piece of state. */
  private final class Whole {
    final GraphBuilder graph;
    final Built built;
    final Map<String, Value> inputs = new LinkedHashMap<>();
    final Map<String, Tensor> values = new LinkedHashMap<>();

    Whole() {
      StateLayout.Builder layout = StateLayout.builder();
      ModelState.declare(model, layout);
      ModelState.declareControl(layout);
      if (!model.parameters().isEmpty()) {
        layout.addLike("gradients", ModelState.PARAMETERS);
      }
      graph = new GraphBuilder(layout.build());
      for (Model.Entrance entrance : model.inputs()) {
        Shape shape = entrance.shape().batched(batch);
        inputs.put(entrance.name(), graph.input(entrance.name(), TensorType.real(shape)));
        values.put(entrance.name(), uniform(entrance.name(), shape, LARGEST));
      }
      built = model.train(graph, inputs);
      for (Parameter parameter : model.parameters()) {
        Tensor given = weights.get(parameter.path());
        values.put(parameter.path(), given != null ? given : parameter.initial(seed));
      }
      for (Statistic statistic : model.statistics()) {
        Tensor given = weights.get(statistic.path());
        values.put(
            ModelState.STATISTICS + "/" + statistic.path(),
            given != null ? given : statistic.initial());
      }
      values.put(ModelState.SEED, Tensor.of(Shape.of(2), (int) seed, (int) (seed >>> 32)));
      values.put(ModelState.HEALTHY, Tensor.scalar(1));
    }

    /** The gradients by all inputs and parameters, as in a step of training. */
    Graph withGradients() {
      List<Value> upstream = new ArrayList<>();
      for (int i = 0; i < built.outputs().size(); i++) {
        Value output = built.outputs().get(i);
        String name = "upstream" + i;
        upstream.add(graph.input(name, output.type()));
        values.put(name, uniform(name, output.shape(), 1));
        graph.output("output" + i, output);
      }
      List<String> paths = model.parameters().stream().map(Parameter::path).toList();
      List<Value> by = new ArrayList<>(paths.stream().map(graph::variable).toList());
      by.addAll(inputs.values());
      List<Value> gradients = Autodiff.gradients(graph, built.outputs(), upstream, by);
      for (int i = 0; i < gradients.size(); i++) {
        if (i < paths.size()) {
          Variable place = graph.layout().variable("gradients/" + paths.get(i));
          graph.assign(place, gradients.get(i));
        } else {
          graph.output("gradient" + (i - paths.size()), gradients.get(i));
        }
      }
      built.updates().forEach(Runnable::run);
      return graph.build();
    }

    private Tensor uniform(String name, Shape shape, double largest) {
      Philox.Sequence random = Philox.sequence(seed, name);
      double[] numbers = new double[(int) shape.elements()];
      Arrays.setAll(numbers, i -> largest * (2 * random.nextDouble() - 1));
      return Tensor.of(shape, numbers);
    }
  }
}
