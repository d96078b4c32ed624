package io.fovea.train;

import io.fovea.backend.Device;
import io.fovea.model.Model;
import io.fovea.nn.Initializer;
import io.fovea.nn.Parameter;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings of a {@link Trainer} under construction. */
public final class TrainerBuilder {
  private final Model model;
  private final Device device;
  private final Map<String, Double> rates = new LinkedHashMap<>();
  private final Map<String, Double> decays = new LinkedHashMap<>();
  private final Map<String, Initializer> initial = new LinkedHashMap<>();
  private List<Loss> losses = List.of();
  private List<Metric> metrics = List.of();
  private Optimizer optimizer = Adam.of(1e-3);
  private Schedule schedule = new ConstantRate();
  private Augmentations augmentations = Augmentations.NONE;
  private long seed;
  private Gradients gradients = Gradients.PLAIN;

  TrainerBuilder(Model model, Device device) {
    this.model = model;
    this.device = device;
  }

  /**
   * What is made small: one loss for each output of the model, whose sum counts. By default {@link
   * SoftmaxCrossEntropy} for each, for one unit {@link SigmoidCrossEntropy}, and for several units
   * that end in a sigmoid {@link BinaryCrossEntropy}.
   */
  public TrainerBuilder loss(Loss... newLosses) {
    losses = List.of(newLosses);
    return this;
  }

  /** What is made small: what was given, or what is usual for the model. */
  public List<Loss> losses() {
    return losses.isEmpty() ? Recipe.usualLosses(model) : losses;
  }

  /**
   * What is measured beside the loss and what its kind is measured by anyway, of every output that
   * it applies to.
   */
  public TrainerBuilder metrics(Metric... newMetrics) {
    metrics = List.of(newMetrics);
    return this;
  }

  /** How parameters change; by default Adam with a learning rate of 0.001. */
  public TrainerBuilder optimizer(Optimizer newOptimizer) {
    optimizer = newOptimizer;
    return this;
  }

  /** How the learning rate changes; by default it does not. */
  public TrainerBuilder schedule(Schedule newSchedule) {
    schedule = newSchedule;
    return this;
  }

  /**
   * How training images are changed at random each time that they are seen; by default not at all.
   *
   * @throws IllegalArgumentException if one kind is given twice
   */
  public TrainerBuilder augment(Augmentation... some) {
    augmentations = new Augmentations(List.of(some));
    return this;
  }

  /** Where initial weights, shuffling, dropout and augmentation come from; by default 0. */
  public TrainerBuilder seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /**
   * Multiplies the learning rate of some parameters.
   *
   * @param prefix of their paths, such as {@code conv1} or {@code conv1/w}
   */
  public TrainerBuilder rate(String prefix, double multiplier) {
    rates.put(prefix, multiplier);
    return this;
  }

  /**
   * Multiplies the weight decay of some parameters. Biases and the parameters of normalisations,
   * which by themselves do not decay, are named by their whole path: {@code decay("conv1/b", 1)}.
   *
   * @param prefix of their paths, such as {@code conv1} or {@code conv1/w}
   */
  public TrainerBuilder decay(String prefix, double multiplier) {
    decays.put(prefix, multiplier);
    return this;
  }

  /**
   * Makes all gradients smaller by one factor where their norm, over all parameters that are not
   * frozen, exceeds this.
   */
  public TrainerBuilder clipNorm(double largest) {
    gradients = new Gradients(largest, gradients.clipValue(), gradients.accumulate());
    return this;
  }

  /**
   * Brings each gradient to {@code [-largest, largest]}, after {@link #clipNorm} if both are asked
   * for.
   */
  public TrainerBuilder clipValue(double largest) {
    gradients = new Gradients(gradients.clipNorm(), largest, gradients.accumulate());
    return this;
  }

  /**
   * Lets each step of the optimiser take the mean gradient of so many batches, as if they were one:
   * for effective batches that do not fit into memory. The last step of an epoch takes the batches
   * that are left; each example counts the same. Steps, schedules and {@link EpochResult#steps}
   * count steps of the optimiser. Batch norm still sees one batch at a time, and its running
   * statistics follow each.
   */
  public TrainerBuilder accumulate(int batches) {
    gradients = new Gradients(gradients.clipNorm(), gradients.clipValue(), batches);
    return this;
  }

  /**
   * Leaves some parameters as they are, whatever optimiser and decay; see {@link #rate}. Their
   * gradients are not computed. The running statistics of a frozen batch norm are no parameters,
   * and still follow the batches.
   */
  public TrainerBuilder freeze(String prefix) {
    return rate(prefix, 0);
  }

  /**
   * Begins a parameter with these values, instead of what its layer would begin it with. An archive
   * keeps what the parameters have become, not what they began with.
   *
   * @param path of the parameter, such as {@code conv1/w} or {@code dense1/b}
   * @param values in the parameter's shape: {@code w [kh, kw, ic / groups, filters]} of a
   *     convolution, {@code w [in, units]} of a dense layer; see the layers. {@link #build} refuses
   *     others, and values that are not finite
   */
  public TrainerBuilder initial(String path, Tensor values) {
    return initial(
        path,
        (shape, fan, random) -> {
          if (!values.shape().equals(shape)) {
            throw new IllegalArgumentException(
                "trainer: parameter '%s' is %s, the initial values are %s"
                    .formatted(path, shape, values.shape()));
          }
          return values.floats();
        });
  }

  /** Begins a parameter with what an initialiser draws, as {@link #initial(String, Tensor)}. */
  public TrainerBuilder initial(String path, Initializer initializer) {
    initial.put(path, initializer);
    return this;
  }

  /**
   * Allocates what training needs on the device and draws the initial weights.
   *
   * @throws IllegalArgumentException if settings do not fit the model
   * @throws io.fovea.backend.OutOfDeviceMemoryException if it does not fit on the device
   */
  public Trainer build() {
    Recipe recipe =
        new Recipe(
            losses(), metrics, optimizer, schedule, seed, augmentations, rates, decays, gradients);
    Map<String, Tensor> values = new LinkedHashMap<>();
    initial.forEach((path, initializer) -> values.put(path, first(path, initializer)));
    Trainer trainer = new Trainer(model, device, recipe);
    try {
      values.forEach(trainer::setParameter);
      return trainer;
    } catch (RuntimeException e) {
      trainer.close();
      throw e;
    }
  }

  private Tensor first(String path, Initializer initializer) {
    for (Parameter p : model.parameters()) {
      if (p.path().equals(path)) {
        Tensor values =
            new Parameter(path, p.shape(), initializer, p.fan(), p.decays()).initial(seed);
        requireFinite(path, values);
        return values;
      }
    }
    throw new IllegalArgumentException(
        "trainer: no parameter is called '%s'; there are %s"
            .formatted(path, model.parameters().stream().map(Parameter::path).toList()));
  }

  private static void requireFinite(String path, Tensor values) {
    int at = Divergence.firstBad(values);
    if (at >= 0) {
      throw new IllegalArgumentException(
          "trainer: the initial values of parameter '%s' must be finite, element %d of %s is %s"
              .formatted(path, at, values.shape(), values.get(at)));
    }
  }
}
