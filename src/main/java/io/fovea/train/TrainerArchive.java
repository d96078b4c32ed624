package io.fovea.train;

import io.fovea.backend.Device;
import io.fovea.backend.State;
import io.fovea.backend.Tuner;
import io.fovea.data.Preprocessing;
import io.fovea.graph.StateLayout;
import io.fovea.graph.Variable;
import io.fovea.io.FormatException;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.io.ModelArchive;
import io.fovea.io.RecordCodec;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Registry;
import io.fovea.op.TensorType;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trainers as archives: what they must hold so that training goes on as if never interrupted. */
final class TrainerArchive {
  private static final Logger log = LoggerFactory.getLogger(TrainerArchive.class);

  private TrainerArchive() {}

  /** What an archive says of a trainer, without the state of training. */
  static ModelArchive of(Trainer trainer, FitLoop loop) {
    Preprocessing preprocessing = trainer.preprocessing();
    CutEpoch cut = loop.cut();
    DataOrigin origin = trainer.origin();
    Json training =
        Json.object()
            .with("recipe", write(trainer.recipe()))
            .with("epochs", loop.epochs())
            .with("steps", loop.steps())
            .with("batches", loop.batches())
            .with("batch", loop.batch() == 0 ? null : loop.batch())
            .with("cut", cut == null ? null : cut.write())
            .with("data", origin == null ? null : origin.write())
            .with("history", loop.history().stream().map(EpochResult::toJson).toList())
            .with("device", machine(trainer.device()));
    return new ModelArchive(
        trainer.model(),
        preprocessing == null ? null : RecordCodec.write(preprocessing),
        trainer.classNames(),
        trainer.weights(),
        training);
  }

  static void save(Trainer trainer, FitLoop loop, Path file) {
    ModelArchive archive = of(trainer, loop);
    State state = trainer.memory().state();
    Map<String, Tensor> values = new LinkedHashMap<>();
    boolean isCut = loop.cut() != null;
    for (Variable variable : kept(state.layout(), trainer.model(), trainer.recipe(), isCut)) {
      values.put(variable.path(), state.read(variable));
    }
    archive.write(file, values);
  }

  static Trainer resume(Path file, Device device) {
    ModelArchive archive = ModelArchive.read(file);
    Json training = archive.training();
    if (training == null) {
      throw new FormatException(file + ", model.json: has no field 'training' to resume from");
    }
    JsonField json = new JsonField(training, "training");
    Recipe recipe = within(file, () -> readRecipe(json.field("recipe"), archive));
    StateLayout layout = TrainerLayout.of(archive.model(), recipe, null);
    CutEpoch cut = cut(json, file);
    Map<String, TensorType> types = new LinkedHashMap<>();
    kept(layout, archive.model(), recipe, cut != null)
        .forEach(part -> types.put(part.path(), part.type()));
    Map<String, Tensor> values = ModelArchive.readState(file, types);
    Preprocessing preprocessing = preprocessing(archive, file);
    DataOrigin origin = origin(json, file);
    return within(
        file,
        () -> {
          int epochs = json.field("epochs").integer(0, Integer.MAX_VALUE);
          int steps = json.field("steps").integer(0, Integer.MAX_VALUE);
          JsonField batchesField = json.optional("batches");
          int batches =
              batchesField == null ? steps : batchesField.integer(steps, Integer.MAX_VALUE);
          JsonField batchField = json.optional("batch");
          int batch = batchField == null ? 0 : batchField.integer(1, Integer.MAX_VALUE);
          List<EpochResult> history = history(json);
          warnOfDifferences(json.field("device"), device);
          Trainer trainer = new Trainer(archive.model(), device, recipe);
          try {
            archive.weights().forEach(trainer::setParameter);
            State state = trainer.memory().state();
            values.forEach(state::write);
            state.write(ModelState.STEP, Tensor.scalar(batches));
            if (recipe.gradients().isAccumulated()) {
              state.write(TrainerLayout.UPDATES, Tensor.scalar(steps));
            }
            trainer.continueFrom(
                epochs, steps, batches, batch, cut, history, preprocessing, archive.classNames());
            trainer.origin(origin);
            return trainer;
          } catch (RuntimeException e) {
            trainer.close();
            throw e;
          }
        });
  }

  /** Where the examples came from; null if the archive does not tell. */
  static @Nullable DataOrigin origin(Path file) {
    Json training = ModelArchive.read(file).training();
    return training == null ? null : origin(new JsonField(training, "training"), file);
  }

  private static @Nullable DataOrigin origin(JsonField training, Path file) {
    boolean isSaid = within(file, () -> training.optional("data") != null);
    return isSaid ? within(file, () -> DataOrigin.read(training.field("data"))) : null;
  }

  /** What the epochs of the training came to. */
  static History history(Path file) {
    Json training = ModelArchive.read(file).training();
    return training == null
        ? new History(List.of())
        : within(file, () -> new History(history(new JsonField(training, "training"))));
  }

  private static List<EpochResult> history(JsonField training) {
    return training.field("history").items().stream().map(EpochResult::read).toList();
  }

  /** How pictures become input, or null; it and the class names fit the model. */
  static @Nullable Preprocessing preprocessing(ModelArchive archive, Path file) {
    Json json = archive.preprocessing();
    Preprocessing preprocessing =
        json == null
            ? null
            : within(
                file,
                () -> RecordCodec.read(new JsonField(json, "preprocessing"), Preprocessing.class));
    try {
      Predictor.requireFitting(archive.model(), preprocessing, archive.classNames());
    } catch (IllegalArgumentException e) {
      throw new FormatException(file + ", model.json: " + e.getMessage(), e);
    }
    return preprocessing;
  }

  /** The epoch that was stopped, or null. */
  private static @Nullable CutEpoch cut(JsonField training, Path file) {
    boolean isCut = within(file, () -> training.optional("cut") != null);
    return isCut ? within(file, () -> CutEpoch.read(training.field("cut"))) : null;
  }

  /** How the training went about it, or the usual way where the archive does not tell. */
  static Recipe recipe(ModelArchive archive, Path file) {
    Json training = archive.training();
    return training == null
        ? Recipe.usual(Recipe.usualLosses(archive.model()))
        : within(
            file, () -> readRecipe(new JsonField(training, "training").field("recipe"), archive));
  }

  /** What reading gives; complaints then begin with the name of the file. */
  private static <T extends @Nullable Object> T within(
      Path file, FormatException.Reading<T> reading) {
    try {
      return FormatException.within(file + ", model.json", reading);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e, e);
    }
  }

  /** What training needs beside the weights: moments and, within an epoch, its metrics so far. */
  private static List<Variable> kept(
      StateLayout layout, Model model, Recipe recipe, boolean isCut) {
    List<Variable> kept = new ArrayList<>();
    for (int i = 0; i < recipe.optimizer().moments(); i++) {
      kept.addAll(layout.parts(TrainerLayout.moment(i)));
    }
    for (int i = 0; isCut && i < recipe.losses().size(); i++) {
      kept.add(layout.variable(TrainerLayout.loss(TrainerLayout.TRAINING, i)));
      for (Metric metric : recipe.metrics(model, i)) {
        kept.add(layout.variable(TrainerLayout.metric(TrainerLayout.TRAINING, i, metric)));
      }
    }
    return kept;
  }

  private static Json write(Recipe recipe) {
    return Json.object()
        .with("losses", recipe.losses().stream().map(TrainerArchive::named).toList())
        .with("metrics", recipe.metrics().stream().map(TrainerArchive::named).toList())
        .with("optimizer", named(recipe.optimizer()))
        .with("schedule", named(recipe.schedule()))
        .with("seed", recipe.seed())
        .with("augment", recipe.augmentations().all().stream().map(TrainerArchive::named).toList())
        .with("rates", recipe.rates())
        .with("decays", recipe.decays())
        .with("gradients", recipe.gradients().write());
  }

  private static Json named(Object part) {
    if (part instanceof Record record && Registry.all().of(record) != null) {
      return RecordCodec.write(record);
    }
    throw new IllegalArgumentException(
        "save: " + part.getClass().getName() + " has no registered name");
  }

  private static Recipe readRecipe(JsonField json, ModelArchive archive) {
    json.requireOnly(
        Set.of(
            "losses",
            "metrics",
            "optimizer",
            "schedule",
            "seed",
            "augment",
            "rates",
            "decays",
            "gradients"));
    JsonField metrics = json.optional("metrics");
    JsonField gradients = json.optional("gradients");
    try {
      Recipe recipe =
          new Recipe(
              json.field("losses").items().stream()
                  .map(loss -> RecordCodec.read(loss, Loss.class))
                  .toList(),
              metrics == null
                  ? List.of()
                  : metrics.items().stream()
                      .map(metric -> RecordCodec.read(metric, Metric.class))
                      .toList(),
              RecordCodec.read(json.field("optimizer"), Optimizer.class),
              RecordCodec.read(json.field("schedule"), Schedule.class),
              json.field("seed").integer(),
              augmentations(json.optional("augment")),
              multipliers(json.field("rates")),
              multipliers(json.optional("decays")),
              gradients == null ? Gradients.PLAIN : Gradients.read(gradients));
      recipe.check(archive.model());
      return recipe;
    } catch (IllegalArgumentException e) {
      throw new FormatException(json.path() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Double> multipliers(@Nullable JsonField json) {
    Map<String, Double> multipliers = new LinkedHashMap<>();
    if (json != null) {
      json.fields().keySet().forEach(path -> multipliers.put(path, json.field(path).real()));
    }
    return multipliers;
  }

  /** None in archives from before there were any. */
  private static Augmentations augmentations(@Nullable JsonField json) {
    if (json == null) {
      return Augmentations.NONE;
    }
    try {
      return new Augmentations(
          json.items().stream().map(one -> RecordCodec.read(one, Augmentation.class)).toList());
    } catch (IllegalArgumentException e) {
      throw json.error("is wrong: " + e.getMessage());
    }
  }

  /** What decides about the last bits of results. */
  private static Map<String, Object> machine(Device device) {
    Map<String, Object> machine = new TreeMap<>();
    machine.put("backend", device.info().backend());
    machine.put("name", device.info().name());
    machine.put("platform", device.info().platform());
    machine.put("driver", device.info().driver());
    machine.put("family", device.info().family());
    machine.put("precision", device.precision().toString());
    machine.put("computeUnits", device.info().computeUnits());
    machine.put("tuning", device.tuner().map(Tuner::digest).orElse("none"));
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("java", System.getProperty("java.version", ""));
    String version = Trainer.class.getPackage().getImplementationVersion();
    machine.put("fovea", version == null ? "not from a jar" : version);
    return machine;
  }

  private static void warnOfDifferences(JsonField saved, Device device) {
    machine(device)
        .forEach(
            (name, value) -> {
              Json now = Json.of(value);
              Json before = saved.fields().get(name);
              if (before != null && !now.equals(before)) {
                log.warn(
                    "resume: {} is {}, was {}: results will differ from those of an uninterrupted"
                        + " training",
                    name,
                    now.compact(),
                    before.compact());
              }
            });
  }
}
