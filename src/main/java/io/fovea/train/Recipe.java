package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Parameter;
import io.fovea.op.FlatUpdate;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How a model is trained, whatever the examples: what an archive keeps of a trainer's settings.
 *
 * @param losses one per output of the model
 * @param metrics beside the usual ones of the losses, each of every output that it can measure
 * @param seed of initial weights, shuffling, dropout and augmentation
 * @param augmentations how training images are changed
 * @param rates multipliers of the learning rate by the beginning of parameter paths; the longest
 *     that matches counts, and 0 freezes
 * @param decays multipliers of the weight decay likewise; what by itself does not decay, biases and
 *     parameters of normalisations, is matched by its whole path alone
 */
record Recipe(
    List<Loss> losses,
    List<Metric> metrics,
    Optimizer optimizer,
    Schedule schedule,
    long seed,
    Augmentations augmentations,
    Map<String, Double> rates,
    Map<String, Double> decays,
    Gradients gradients) {

  Recipe {
    losses = List.copyOf(losses);
    metrics = List.copyOf(metrics);
    rates = multipliers("rate", rates);
    decays = multipliers("decay", decays);
  }

  private static Map<String, Double> multipliers(String what, Map<String, Double> multipliers) {
    multipliers.forEach(
        (prefix, multiplier) -> {
          if (!(multiplier >= 0 && multiplier < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "trainer: the %s of '%s' must be finite and not negative, got %s"
                    .formatted(what, prefix, multiplier));
          }
        });
    return Collections.unmodifiableMap(new LinkedHashMap<>(multipliers));
  }

  /**
   * For each output {@link SoftmaxCrossEntropy}; {@link SigmoidCrossEntropy} of one unit; {@link
   * BinaryCrossEntropy} of several sigmoids.
   */
  static List<Loss> usualLosses(Model model) {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    GraphBuilder graph = new GraphBuilder(layout.build());
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (Model.Entrance entrance : model.inputs()) {
      TensorType type = TensorType.real(entrance.shape().batched(1));
      inputs.put(entrance.name(), graph.input(entrance.name(), type));
    }
    return model.infer(graph, inputs).outputs().stream()
        .map(output -> usualLoss(graph, output))
        .toList();
  }

  private static Loss usualLoss(GraphBuilder graph, Value output) {
    if (output.shape().dim(-1) == 1) {
      return new SigmoidCrossEntropy();
    }
    return Terms.ofSigmoid(graph, output) != null
        ? new BinaryCrossEntropy()
        : new SoftmaxCrossEntropy();
  }

  /** Some losses, and the usual of everything else. */
  static Recipe usual(List<Loss> losses) {
    return new Recipe(
        losses,
        List.of(),
        Adam.of(1e-3),
        new ConstantRate(),
        0,
        Augmentations.NONE,
        Map.of(),
        Map.of(),
        Gradients.PLAIN);
  }

  /** Checks that it fits a model. */
  void check(Model model) {
    if (model.parameters().isEmpty()) {
      throw new IllegalArgumentException("trainer: the model has no parameters");
    }
    if (losses.size() != model.outputs().size()) {
      throw new IllegalArgumentException(
          "trainer: the model has %d outputs %s, but %d losses were given"
              .formatted(model.outputs().size(), model.outputs(), losses.size()));
    }
    for (String prefix : Stream.of(rates, decays).flatMap(m -> m.keySet().stream()).toList()) {
      if (model.parameters().stream().noneMatch(p -> matches(p.path(), prefix))) {
        throw new IllegalArgumentException(
            "trainer: no parameter begins with '%s'; there are %s"
                .formatted(prefix, model.parameters().stream().map(Parameter::path).toList()));
      }
    }
    augmentations.check(model);
    checkMetrics(model);
  }

  private void checkMetrics(Model model) {
    List<List<Target>> targets = targets(model);
    for (Metric metric : metrics) {
      if (targets.stream().noneMatch(accepted -> metric.measures(accepted.get(0)))) {
        throw new IllegalArgumentException(
            "trainer: %s cannot measure what is compared with %s"
                .formatted(metric, targets.stream().map(accepted -> accepted.get(0)).toList()));
      }
    }
    for (int i = 0; i < losses.size(); i++) {
      Set<String> names = new HashSet<>(Set.of(Numbers.LOSS));
      Target target = targets.get(i).get(0);
      for (Metric metric : metrics(model, i)) {
        for (String name : names(metric, target)) {
          if (!names.add(name)) {
            throw new IllegalArgumentException(
                "trainer: two metrics of output '%s' are called '%s'"
                    .formatted(model.outputs().get(i), name));
          }
        }
      }
    }
  }

  private static Set<String> names(Metric metric, Target target) {
    TensorType type = metric.state(target);
    return metric.read(Tensor.zeros(type.dtype(), type.shape()), 0).numbers().keySet();
  }

  /** What the loss of each output can compare it with, best first. */
  List<List<Target>> targets(Model model) {
    List<List<Target>> targets = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      targets.add(losses.get(i).targets(model.shape(model.outputs().get(i))));
    }
    return targets;
  }

  /** What is measured of an output: the usual, unless one that was asked for has its name. */
  List<Metric> metrics(Model model, int output) {
    Shape shape = model.shape(model.outputs().get(output));
    Target target = losses.get(output).targets(shape).get(0);
    List<Metric> asked = metrics.stream().filter(metric -> metric.measures(target)).toList();
    Set<String> taken = new HashSet<>();
    asked.forEach(metric -> taken.addAll(names(metric, target)));
    Stream<Metric> usual =
        losses.get(output).metrics(shape).stream()
            .filter(
                metric -> asked.isEmpty() || Collections.disjoint(names(metric, target), taken));
    return Stream.concat(usual, asked.stream()).toList();
  }

  private static boolean matches(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + "/");
  }

  /** Multiplier of the learning rate for each block of parameters. */
  Tensor rateBlocks(Model model, StateLayout layout) {
    return blocks(model, layout, parameter -> multiplier(rates, parameter.path(), 1));
  }

  /** Whether a parameter stays as it is. */
  boolean isFrozen(String path) {
    return multiplier(rates, path, 1) == 0;
  }

  /** That of the longest prefix that matches. */
  private static double multiplier(Map<String, Double> multipliers, String path, double usual) {
    return multipliers.entrySet().stream()
        .filter(entry -> matches(path, entry.getKey()))
        .max(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .orElse(usual);
  }

  /** Weight decay for each block of parameters. */
  Tensor decayBlocks(Model model, StateLayout layout) {
    return blocks(model, layout, p -> optimizer.weightDecay() * decay(p));
  }

  private double decay(Parameter parameter) {
    String path = parameter.path();
    return parameter.decays() ? multiplier(decays, path, 1) : decays.getOrDefault(path, 0.0);
  }

  private static Tensor blocks(
      Model model, StateLayout layout, ToDoubleFunction<Parameter> valueOf) {
    long elements = layout.variable(ModelState.PARAMETERS).type().shape().elements();
    float[] blocks = new float[(int) (elements / FlatUpdate.BLOCK)];
    for (Parameter parameter : model.parameters()) {
      Variable variable = layout.variable(parameter.path());
      int from = (int) (variable.offset() / FlatUpdate.BLOCK);
      long count = (parameter.shape().elements() + FlatUpdate.BLOCK - 1) / FlatUpdate.BLOCK;
      Arrays.fill(blocks, from, (int) (from + count), (float) valueOf.applyAsDouble(parameter));
    }
    return Tensor.of(Shape.of(blocks.length), blocks);
  }
}
