package io.fovea.train;

import io.fovea.backend.Device;
import io.fovea.backend.State;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.graph.Graph;
import io.fovea.graph.StateLayout;
import io.fovea.io.ModelArchive;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A trained model on a device. Any number of threads may predict with it at once; it is closed when
 * none does.
 */
public final class Predictor implements AutoCloseable {
  /**
   * What an example is taken for.
   *
   * @param predicted the class, or -1 where a score is not a number
   * @param probability of that class, in [0, 1]; NaN without one
   */
  public record Verdict(int predicted, double probability) {}

  private final Model model;
  private final @Nullable Preprocessing preprocessing;
  private final List<String> classNames;
  private final State state;
  private final ForwardPrograms programs;
  private final Inspector inspector;
  private final Device device;
  private final Supplier<Recipe> training;

  Predictor(
      Model model,
      Map<String, Tensor> weights,
      @Nullable Preprocessing preprocessing,
      List<String> classNames,
      Device device,
      Supplier<Recipe> training) {
    this.model = model;
    this.device = device;
    this.training = training;
    this.preprocessing = preprocessing;
    this.classNames = List.copyOf(classNames);
    if (!weights.keySet().equals(ModelState.paths(model))) {
      throw new IllegalArgumentException(
          "predictor: the model has the parameters %s, the weights are %s"
              .formatted(ModelState.paths(model), new TreeSet<>(weights.keySet())));
    }
    requireFitting(model, preprocessing, classNames);
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    this.state = device.allocate(layout.build());
    try {
      weights.forEach((path, value) -> state.write(ModelState.variable(model, path), value));
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
    this.programs = new ForwardPrograms(model, device, state, preprocessing, training);
    this.inspector = new Inspector(model, device, state, programs);
  }

  /**
   * What a device is asked to run for a prediction, after the standard passes: for tools that look
   * at it. No device is needed.
   */
  public static Graph graph(Model model, int batch) {
    return ForwardPrograms.usual(model, batch);
  }

  /**
   * A predictor from an archive that a trainer {@linkplain Trainer#save saved}.
   *
   * @throws io.fovea.io.FormatException if the archive is broken
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static Predictor load(Path file, Device device) {
    ModelArchive archive = ModelArchive.read(file);
    Preprocessing preprocessing = TrainerArchive.preprocessing(archive, file);
    return new Predictor(
        archive.model(),
        archive.weights(),
        preprocessing,
        archive.classNames(),
        device,
        () -> TrainerArchive.recipe(archive, file));
  }

  /**
   * A predictor with the given weights.
   *
   * @param weights parameters and statistics by their paths
   * @throws IllegalArgumentException if one is missing, unknown or of another shape
   */
  public static Predictor of(Model model, Map<String, Tensor> weights, Device device) {
    return of(model, weights, null, List.of(), device);
  }

  /**
   * The same for pictures.
   *
   * @param preprocessing how pictures become input, or null
   * @param classNames in the order of their numbers; may be empty
   * @throws IllegalArgumentException also if preprocessing or names do not fit the model
   */
  public static Predictor of(
      Model model,
      Map<String, Tensor> weights,
      @Nullable Preprocessing preprocessing,
      List<String> classNames,
      Device device) {
    return new Predictor(
        model,
        weights,
        preprocessing,
        classNames,
        device,
        () -> Recipe.usual(Recipe.usualLosses(model)));
  }

  /**
   * Checks what predictions are told by against the model.
   *
   * @throws IllegalArgumentException beginning with the name of what is wrong
   */
  static void requireFitting(
      Model model, @Nullable Preprocessing preprocessing, List<String> classNames) {
    String output = model.outputs().get(0);
    int units = model.shape(output).dim(-1);
    int classes = units == 1 ? 2 : units;
    if (!classNames.isEmpty() && classNames.size() != classes) {
      throw new IllegalArgumentException(
          "classNames: there are %d names, output '%s' of the model has %d units"
              .formatted(classNames.size(), output, units));
    }
    Model.Entrance input = model.inputs().get(0);
    if (preprocessing != null && !preprocessing.shape().equals(input.shape())) {
      throw new IllegalArgumentException(
          "preprocessing: makes %s, input '%s' of the model is %s"
              .formatted(preprocessing.shape(), input.name(), input.shape()));
    }
  }

  public Model model() {
    return model;
  }

  /** How pictures become input, or null if it was not trained on pictures. */
  public @Nullable Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Names of the classes in the order of their numbers; may be empty. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * The first output for a batch.
   *
   * @param batch {@code [n, ..]}: prepared numbers (F32), or stored pixels (U8) if the predictor
   *     has a preprocessing
   * @return {@code [n, ..]} (F32)
   * @throws IllegalArgumentException if type or shape do not fit
   */
  public Tensor predict(Tensor batch) {
    return predict(List.of(batch)).get(0);
  }

  /** All outputs for a batch of one array per input. */
  public List<Tensor> predict(List<Tensor> inputs) {
    return programs.run(inputs);
  }

  /**
   * The first output as probabilities, by what it was trained with, unless the model ends in a
   * softmax or in sigmoids: a softmax of scores of classes that exclude each other; a sigmoid of
   * each yes or no, such as one unit, several labels, or a hinge; as it is where it was trained to
   * be near its targets, by a mean squared error, say. Where nothing tells the loss, as in a JSON
   * model, one unit counts as a logit, several as scores of classes.
   *
   * @throws io.fovea.io.FormatException if the archive names a loss that is not known
   */
  public Tensor probabilities(Tensor batch) {
    return programs.probabilities(List.of(batch));
  }

  /**
   * The first output for all images of a data set: {@code [size, ..]}. Stored pixels become input
   * as {@link #preprocessing} says, whatever the data set says.
   */
  public Tensor predict(Dataset data) {
    return DatasetScores.of(data, model, preprocessing != null, this::predict);
  }

  /**
   * For each row of a batch the first class with the largest score, or where the model has but one
   * unit, whether what {@link #probabilities} makes of it is above 1/2; -1 where a score is NaN.
   */
  public int[] predictClasses(Tensor batch) {
    return programs.classes(batch);
  }

  /**
   * For each row of a batch what {@link #predictClasses} says, and how probable that is.
   *
   * @throws io.fovea.io.FormatException if the archive names a loss that is not known
   */
  public List<Verdict> verdicts(Tensor batch) {
    return programs.verdicts(batch);
  }

  /**
   * Whether the first output tells classes apart, or says yes or no: not if it was trained to be
   * near any numbers, by a mean squared error, say, and the classes have no names.
   *
   * @throws io.fovea.io.FormatException if the archive names a loss that is not known
   */
  public boolean isClassifier() {
    return !classNames.isEmpty()
        || !(programs.target() instanceof Target.Values values)
        || values.range() != Target.Range.ANY;
  }

  /** For each image of a data set what {@link #predictClasses(Tensor)} says. */
  public int[] predictClasses(Dataset data) {
    return DatasetScores.classes(data, preprocessing != null, this::predictClasses);
  }

  /**
   * For each row of scores the first class with the largest; -1 where one is NaN.
   *
   * @param scores {@code [n, classes]} (F32)
   */
  public static int[] largest(Tensor scores) {
    float[] values = scores.floats();
    int classes = scores.shape().dim(-1);
    int[] largest = new int[values.length / classes];
    for (int row = 0; row < largest.length; row++) {
      int best = 0;
      for (int c = 0; c < classes && best >= 0; c++) {
        float value = values[row * classes + c];
        if (Float.isNaN(value)) {
          best = -1;
        } else if (value > values[row * classes + best]) {
          best = c;
        }
      }
      largest[row] = best;
    }
    return largest;
  }

  /**
   * Loss and metrics on the images and targets of a data set. Stored pixels become input as {@link
   * #preprocessing} says, whatever the data set says. Loss and metrics are those of the training,
   * where the predictor is from a trainer or an archive that tells, else those that are {@linkplain
   * TrainerBuilder#loss usual} for the model.
   *
   * @param more metrics to measure beside those
   * @throws IllegalArgumentException if shapes or classes are not those trained on, images are
   *     stored as numbers that were prepared in another way, or a metric cannot be measured
   * @throws io.fovea.io.FormatException if the archive names a loss that is not known
   */
  public Evaluation evaluate(Dataset data, Metric... more) {
    return evaluate(Examples.of(data), more);
  }

  /** Loss and metrics on any examples, as {@link #evaluate(Dataset, Metric...)}. */
  public Evaluation evaluate(Examples examples, Metric... more) {
    return programs.whileOpen(
        () -> {
          Recipe recipe = measuring(training.get(), more);
          Examples prepared = examples.asTrainedOn(preprocessing, classNames);
          try (State measured = device.allocate(TrainerLayout.ofEvaluation(model, recipe));
              Evaluator evaluator = new Evaluator(model, device, recipe)) {
            ModelState.paths(model).forEach(path -> copy(path, measured));
            return evaluator.evaluate(measured, prepared, Evaluator.BATCH);
          }
        });
  }

  private Recipe measuring(Recipe recipe, Metric... more) {
    Set<Metric> metrics = new LinkedHashSet<>(recipe.metrics());
    if (!metrics.addAll(List.of(more))) {
      return recipe;
    }
    Recipe all =
        new Recipe(
            recipe.losses(),
            List.copyOf(metrics),
            recipe.optimizer(),
            recipe.schedule(),
            recipe.seed(),
            recipe.augmentations(),
            recipe.rates(),
            recipe.decays(),
            recipe.gradients());
    all.check(model);
    return all;
  }

  /**
   * What layers make of a batch, as {@link #predict} computes it.
   *
   * @param batch as for {@link #predict}
   * @param layers names of layers and inputs (an input as the first layer takes it); without any,
   *     all of them in the order of their computation
   * @return {@code [n, ..]} by name (F32; on the reference backend F64)
   * @throws IllegalArgumentException if there is no such layer, or the batch does not fit
   */
  public Map<String, Tensor> values(Tensor batch, String... layers) {
    return values(List.of(batch), layers);
  }

  /** The same for a batch of one array per input. */
  public Map<String, Tensor> values(List<Tensor> inputs, String... layers) {
    List<String> names = new ArrayList<>(List.of(layers));
    if (names.isEmpty()) {
      model.inputs().forEach(input -> names.add(input.name()));
      model.steps().forEach(step -> names.add(step.name()));
    }
    return programs.whileOpen(() -> inspector.values(inputs, names));
  }

  /**
   * How the score of a class changes with each number of the prepared input: the gradient of the
   * first output, or where that is a softmax or a sigmoid, of what it is made of. One unit is the
   * score of class 1, and with the opposite sign that of class 0.
   *
   * <p>Source: Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", 2013.
   *
   * @param batch as for {@link #predict}
   * @param classes one for each example
   * @return of the shape of the batch (F32; on the reference backend F64)
   * @throws IllegalArgumentException if a class is none of the output's, or the batch does not fit
   */
  public Tensor inputGradients(Tensor batch, int... classes) {
    return inputGradients(List.of(batch), classes).get(0);
  }

  /** The same for a batch of one array per input: a gradient by each. */
  public List<Tensor> inputGradients(List<Tensor> inputs, int... classes) {
    return programs.whileOpen(() -> inspector.inputGradients(inputs, classes));
  }

  /**
   * What a layer without parameters makes of a batch while training: what dropout drops, say.
   *
   * @param x input of the layer, {@code [n, ..]}
   * @return its output {@code [n, ..]} (F32; on the reference backend F64)
   * @throws IllegalArgumentException if there is no such layer, or it has parameters
   */
  public Tensor whileTraining(String layer, Tensor x, int seed) {
    return programs.whileOpen(() -> inspector.whileTraining(layer, x, seed));
  }

  /**
   * A parameter or statistic by its path, such as {@code conv1/w}; a copy.
   *
   * @throws IllegalArgumentException listing the paths, if there is none of that name
   */
  public Tensor parameter(String path) {
    String variable = ModelState.variable(model, path);
    return programs.whileOpen(
        () -> {
          synchronized (state) {
            return state.read(variable);
          }
        });
  }

  private void copy(String path, State target) {
    String variable = ModelState.variable(model, path);
    synchronized (state) {
      target.write(variable, state.read(variable));
    }
  }

  /** Waits for the predictions under way and frees the weights, but not the device. */
  @Override
  public void close() {
    programs.close();
    state.close();
  }
}
