package io.fovea.train;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.graph.Graph;
import io.fovea.io.JsonModel;
import io.fovea.io.WeightsFile;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model on a device, and owns what training changes: weights, statistics, moments and
 * counters. It serves one thread at a time; only {@link #stop} may be called by others.
 */
public final class Trainer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Trainer.class);

  private final Model model;
  private final Device device;
  private final Recipe recipe;
  private final TrainerState memory;
  private final FitLoop loop;
  private final ReentrantLock use = new ReentrantLock();
  private final Evaluator evaluator;
  private @Nullable ForwardPrograms predictions;
  private @Nullable Preprocessing preprocessing;
  private List<String> classNames = List.of();
  private @Nullable DataOrigin origin;
  private boolean isUntouched = true;
  private boolean isClosed;

  Trainer(Model model, Device device, Recipe recipe) {
    recipe.check(model);
    this.model = model;
    this.device = device;
    this.recipe = recipe;
    this.memory = new TrainerState(device, model, recipe);
    this.loop = new FitLoop(this);
    this.evaluator = new Evaluator(model, device, recipe);
  }

  /** Settings for a trainer; without a loss or optimiser they are the usual ones. */
  public static TrainerBuilder of(Model model, Device device) {
    return new TrainerBuilder(model, device);
  }

  /**
   * Continues a training that was {@linkplain #save saved}: what follows is bit for bit that of an
   * uninterrupted training with the same examples and batch size on the same device; a log line
   * warns where it is another. An epoch that was {@linkplain #stop stopped} goes on where it was.
   *
   * @throws io.fovea.io.FormatException if the archive is broken or was made without a trainer
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static Trainer resume(Path archive, Device device) {
    return TrainerArchive.resume(archive, device);
  }

  /**
   * What a device is asked to run for a step of training with the usual loss and optimiser: for
   * tools that look at it. No device is needed.
   */
  public static Graph stepGraph(Model model, int batch) {
    return StepGraph.usual(model, batch);
  }

  public Model model() {
    return model;
  }

  public Device device() {
    return device;
  }

  Recipe recipe() {
    return recipe;
  }

  TrainerState memory() {
    return memory;
  }

  /**
   * Trains on the images and targets of a data set. It may be called again, and then goes on; only
   * an epoch that ended in an exception begins anew.
   *
   * @throws IllegalArgumentException if the examples do not fit the model
   * @throws DivergedException if loss or gradients stop being finite
   * @throws io.fovea.backend.OutOfDeviceMemoryException naming a batch size that would fit
   */
  public History fit(Dataset data, Fit fit) {
    return fit(Examples.of(data), fit);
  }

  /**
   * Trains on any examples, as {@link #fit(Dataset, Fit)}. An epoch that was {@linkplain #stop
   * stopped} goes on where it was if as many examples are given, shuffled or not as before; else it
   * begins anew.
   */
  public History fit(Examples given, Fit fit) {
    enter("fit");
    try {
      Examples examples = given.fitFor(model, recipe.targets(model));
      boolean isOfPictures = examples.preprocessing() != null;
      Preprocessing prepared = isOfPictures ? examples.preprocessing() : preprocessing;
      List<String> names = examples.classNames().isEmpty() ? classNames : examples.classNames();
      if (fit.validation() != null) {
        fit.validation().asTrainedOn(prepared, names).fitFor(model, recipe.targets(model));
      }
      if (!Objects.equals(prepared, preprocessing)) {
        preprocessing = prepared;
        forgetPrograms();
      }
      classNames = names;
      if (loop.epochs() == 0) {
        InputScale.look(examples);
      }
      isUntouched = false;
      return loop.fit(examples, fit);
    } finally {
      use.unlock();
    }
  }

  /**
   * What a training step takes on this device; nothing is trained. It is that of the last fit where
   * its examples were kept on the device, else that of examples like these streamed from the host.
   */
  public StepPlan plan(Dataset data, int batch) {
    enter("plan");
    try (StepTrial trial = new StepTrial(this, data, batch)) {
      return trial.plan();
    } finally {
      use.unlock();
    }
  }

  /**
   * Where the time of such a step goes. Some are run for it; afterwards the trainer is as before.
   *
   * @param runs how many times each number is taken; the median counts
   */
  public StepProfile profile(Dataset data, int batch, int runs) {
    enter("profile");
    try (StepTrial trial = new StepTrial(this, data, batch)) {
      return trial.profile(runs);
    } finally {
      use.unlock();
    }
  }

  /**
   * Ends the fit under way soon, on whatever thread it runs. An epoch that is cut short does not
   * count yet: the next fit goes on with it, also after {@linkplain #save saving} and {@linkplain
   * #resume resuming}. Safe to call from any thread, and without effect while there is none.
   */
  public void stop() {
    loop.stop();
  }

  /**
   * Loss and metrics on the images and targets of a data set. Stored pixels become input as those
   * did that were trained on, whatever the data set says.
   *
   * @throws IllegalArgumentException if shapes or classes are not those trained on, or images are
   *     stored as numbers that were prepared in another way
   */
  public Evaluation evaluate(Dataset data) {
    return evaluate(Examples.of(data));
  }

  /** Loss and metrics on any examples, as {@link #evaluate(Dataset)}. */
  public Evaluation evaluate(Examples examples) {
    return evaluate(examples, Evaluator.BATCH);
  }

  /** The same in batches of a given size. */
  public Evaluation evaluate(Examples examples, int batch) {
    enter("evaluate");
    try {
      Examples prepared = examples.asTrainedOn(preprocessing, classNames);
      return evaluator.evaluate(memory.state(), prepared, batch);
    } finally {
      use.unlock();
    }
  }

  /**
   * The first output for a batch: {@code [n, ..]} for inputs {@code [n, ..]}, prepared numbers
   * (F32) or stored pixels (U8) of the kind trained on.
   */
  public Tensor predict(Tensor batch) {
    return using("predict", () -> predictions().run(List.of(batch)).get(0));
  }

  /**
   * The first output for all images of a data set: {@code [size, ..]}. Stored pixels become input
   * as those did that were trained on.
   */
  public Tensor predict(Dataset data) {
    return DatasetScores.of(data, model, preprocessing != null, this::predict);
  }

  /**
   * For each row of a batch the first class with the largest score; -1 where a score is NaN. Where
   * the model has but one unit, 1 if that is nearer to the target of class 1 than to that of class
   * 0: for a loss of logits or a hinge above 0, for others above 1/2.
   */
  public int[] predictClasses(Tensor batch) {
    return using("predictClasses", () -> predictions().classes(batch));
  }

  /** For each image of a data set what {@link #predictClasses(Tensor)} says. */
  public int[] predictClasses(Dataset data) {
    return DatasetScores.classes(data, preprocessing != null, this::predictClasses);
  }

  private ForwardPrograms predictions() {
    if (isUntouched) {
      log.warn("predict: the model was not trained yet: its weights are as they were drawn");
      isUntouched = false;
    }
    if (predictions == null) {
      predictions = new ForwardPrograms(model, device, memory.state(), preprocessing, () -> recipe);
    }
    return predictions;
  }

  /**
   * A predictor with a copy of the weights as they are, on the same device, which measures by the
   * same losses and metrics; the caller closes it.
   */
  public Predictor predictor() {
    return new Predictor(model, weights(), preprocessing, classNames, device, () -> recipe);
  }

  /**
   * A parameter or statistic by its path, such as {@code conv1/w}.
   *
   * @throws IllegalArgumentException listing the paths, if there is none of that name
   */
  public Tensor parameter(String path) {
    return using("parameter", () -> memory.state().read(ModelState.variable(model, path)));
  }

  /**
   * Sets a parameter or statistic.
   *
   * @throws IllegalArgumentException if there is none of that path, or its shape differs
   */
  public void setParameter(String path, Tensor value) {
    enter("setParameter");
    try {
      isUntouched = false;
      memory.state().write(ModelState.variable(model, path), value);
    } finally {
      use.unlock();
    }
  }

  /** All parameters and statistics by their paths. */
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    ModelState.paths(model).forEach(path -> weights.put(path, parameter(path)));
    return weights;
  }

  /**
   * Writes an archive with everything that prediction and further training need. An earlier file of
   * that name stays whole until this one is.
   *
   * @throws IllegalStateException from a callback in the middle of an epoch; {@link
   *     Callback#onEpochEnd} is not, and neither is a trainer whose fit was stopped
   * @throws IllegalArgumentException if a layer, loss, optimiser or schedule has no registered name
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path archive) {
    enter("save");
    try {
      loop.requireBetweenEpochs("save");
      TrainerArchive.save(this, loop, archive);
    } finally {
      use.unlock();
    }
  }

  /**
   * Writes the parameters and statistics to a safetensors file, under their paths. An earlier file
   * of that name stays whole until this one is.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void saveWeights(Path file) {
    WeightsFile.write(file, weights());
  }

  /**
   * Writes model and weights as one plain JSON file, which {@link Predictor#load} reads like an
   * archive; training cannot be resumed from it.
   *
   * @throws IllegalArgumentException if the model has more than {@link JsonModel#MOST_NUMBERS}
   *     numbers, one of them is not finite, or a layer has no registered name
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void saveJson(Path file) {
    enter("saveJson");
    try {
      JsonModel.write(file, TrainerArchive.of(this, loop));
    } finally {
      use.unlock();
    }
  }

  /**
   * Sets parameters and statistics to those of a file: one of {@link #saveWeights}, an archive, or
   * a JSON model. Moments and counters stay as they are.
   *
   * @param prefixes beginnings of paths, such as {@code block1}: only these are set, and the file
   *     may hold others; without any the file must hold exactly what the model has
   * @return the paths that were set, in the order of the model's layers
   * @throws IllegalArgumentException if the model has no path with one of the prefixes
   * @throws io.fovea.io.FormatException if the file is broken, or does not fit; the message lists
   *     all that is missing, unexpected or of another shape, and nothing was set
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public List<String> loadWeights(Path file, String... prefixes) {
    Map<String, Tensor> read =
        prefixes.length == 0
            ? WeightsFile.read(file, model)
            : WeightsFile.read(file, model, List.of(prefixes));
    read.forEach(this::setParameter);
    return List.copyOf(read.keySet());
  }

  void continueFrom(
      int epochs,
      int steps,
      int batches,
      int batch,
      @Nullable CutEpoch cut,
      List<EpochResult> history,
      @Nullable Preprocessing newPreprocessing,
      List<String> newClassNames) {
    loop.continueFrom(epochs, steps, batches, batch, cut, history);
    preprocessing = newPreprocessing;
    classNames = newClassNames;
  }

  /** Epochs finished, over all fits and resumptions. */
  public int epochs() {
    return loop.epochs();
  }

  /** What all epochs came to, over all fits and resumptions. */
  public History history() {
    return new History(loop.history());
  }

  /** Where initial weights, shuffling and dropout come from. */
  public long seed() {
    return recipe.seed();
  }

  /** How training images are changed; empty if they are not. */
  public List<Augmentation> augmentations() {
    return recipe.augmentations().all();
  }

  /** What is made small, one for each output of the model. */
  public List<Loss> losses() {
    return recipe.losses();
  }

  /** What is measured beside the loss and the usual, as asked for. */
  public List<Metric> metrics() {
    return recipe.metrics();
  }

  /** The beginnings of paths of parameters that are {@linkplain TrainerBuilder#freeze frozen}. */
  public List<String> frozen() {
    return recipe.rates().entrySet().stream()
        .filter(rate -> rate.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How parameters change. */
  public Optimizer optimizer() {
    return recipe.optimizer();
  }

  /** How the learning rate changes. */
  public Schedule schedule() {
    return recipe.schedule();
  }

  /** The largest norm of all gradients together, or null. */
  public @Nullable Double clipNorm() {
    return recipe.gradients().clipNorm();
  }

  /** The largest magnitude of each gradient, or null. */
  public @Nullable Double clipValue() {
    return recipe.gradients().clipValue();
  }

  /** How many batches each step of the optimiser takes the mean gradient of. */
  public int accumulate() {
    return recipe.gradients().accumulate();
  }

  /** Examples per step of the last fit, also of one before a resumption; empty before any. */
  public OptionalInt batch() {
    return loop.batch() == 0 ? OptionalInt.empty() : OptionalInt.of(loop.batch());
  }

  /** Names of the classes that it was trained on; empty before, or without any. */
  public List<String> classNames() {
    return classNames;
  }

  /** How pictures become input, as in the data it was trained on; null before, or without any. */
  public @Nullable Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Where the examples come from, if that was said; null otherwise. */
  public @Nullable DataOrigin origin() {
    return origin;
  }

  /** Says where the examples come from, for those who resume this training. */
  public void origin(@Nullable DataOrigin newOrigin) {
    origin = newOrigin;
  }

  /** Closes the programs that were compiled for the state as it is. */
  void forgetPrograms() {
    evaluator.close();
    if (predictions != null) {
      predictions.close();
      predictions = null;
    }
  }

  private <T> T using(String what, Supplier<T> work) {
    enter(what);
    try {
      return work.get();
    } finally {
      use.unlock();
    }
  }

  private void enter(String what) {
    if (!use.tryLock()) {
      throw new IllegalStateException(
          "trainer: " + what + " while another thread uses the trainer; it serves one at a time");
    }
    if (isClosed) {
      use.unlock();
      throw new IllegalStateException("trainer: " + what + " after closing");
    }
  }

  /** Frees what it holds on the device, but not the device. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    enter("close");
    try {
      loop.requireIdle("close");
      isClosed = true;
      loop.close();
      forgetPrograms();
      memory.close();
    } finally {
      use.unlock();
    }
  }
}
