package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Split;
import io.fovea.io.Json;
import io.fovea.io.ModelCodec;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.plot.Mistakes;
import io.fovea.plot.Report;
import io.fovea.plot.TrainingReport;
import io.fovea.train.Checkpoint;
import io.fovea.train.DataOrigin;
import io.fovea.train.EpochResult;
import io.fovea.train.Evaluation;
import io.fovea.train.Fit;
import io.fovea.train.History;
import io.fovea.train.Loss;
import io.fovea.train.Predictor;
import io.fovea.train.SoftmaxCrossEntropy;
import io.fovea.train.Target;
import io.fovea.train.Trainer;
import io.fovea.train.TrainerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model, evaluates it, and leaves an archive behind. */
@Command(
    name = "train",
    description = "Train a network, evaluate it, and save it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand extends Reporting {
  /** Test examples that are looked at for mistakes. */
  private static final int LOOK = 10_000;

  private static final int GRID = 60;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description =
          "cnn, cnn-prelu, cnn-small, lenet5, linear, resnet18, a .fovea archive or a model.json:"
              + " its architecture (default: cnn).")
  private @Nullable String model;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Begin with these weights: .safetensors, .json or a .fovea archive.")
  private @Nullable Path weights;

  @Option(
      names = "--weights-of",
      paramLabel = "LAYER",
      split = ",",
      description = "Take only the weights of these layers out of --weights, as in conv1,conv2.")
  private List<String> weightsOf = List.of();

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Epochs in all, those before --resume included (default: ${DEFAULT-VALUE}).")
  private int epochs = 3;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples per step (default: 64, or what the resumed training had).")
  private @Nullable Integer batch;

  @Mixin private LossOptions loss = new LossOptions();

  @Mixin private MetricOptions metrics = new MetricOptions();

  @Mixin private OptimizerOptions optimizer = new OptimizerOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of weights, order and dropout (default: 1).")
  private @Nullable Long seed;

  @Mixin private AugmentOptions augment = new AugmentOptions();

  @Mixin private WatchOptions watch = new WatchOptions();

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "Where model.fovea and pictures go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("out");

  @Option(
      names = "--resume",
      description =
          "Go on with DIR/model.fovea as if it had never been interrupted: with its data,"
              + " network, optimizer, learning rate, augmentations and seed.")
  private boolean resume;

  @Option(
      names = "--no-report",
      negatable = true,
      description = "Do not write DIR/report.html, the training in pictures.")
  private boolean isReported = true;

  @Override
  void run() throws IOException {
    long start = System.nanoTime();
    MisuseException.requireAtLeast(1, "--epochs", epochs);
    MisuseException.requireAtLeast(1, "--batch", batch == null ? 1 : batch);
    MisuseException.require(!resume || weights == null, "--weights: --resume has weights already");
    MisuseException.require(
        weightsOf.isEmpty() || weights != null, "--weights-of: needs --weights FILE");
    optimizer.check(epochs);
    augment.all();
    loss.loss(new SoftmaxCrossEntropy());
    metrics.all();
    watch.check();
    Path archive = out.resolve("model.fovea");
    if (!resume || Files.exists(archive)) {
      requireWritable(archive);
    }
    DataOrigin before = resume ? DataOrigin.load(archive) : null;
    if (before != null) {
      data.resume(before, (option, isSame, had) -> requireSame(option, isSame, archive, had));
    } else if (resume) {
      say("%s does not say what it was trained on: it goes on with %s", archive, data.name());
    }
    Split loaded = data.load();
    requireTargets(loaded.train());
    try (Device opened = device.open();
        Trainer trainer =
            resume ? Trainer.resume(archive, opened) : start(opened, loaded.train())) {
      Split split = data.asTrained(loaded, trainer.preprocessing(), archive);
      Dataset train = split.train();
      if (resume) {
        requireSame(trainer, train, archive);
      }
      trainer.origin(data.origin(train.size()));
      Model trained = trainer.model();
      say(
          "%s: %,d training and %,d test images %s, %s",
          data.name(),
          train.size(),
          split.test().size(),
          train.imageShape(),
          train.isLabelled() ? train.classNames().size() + " classes" : "numbers for targets");
      say("%s: %,d parameters", resume ? archive : name(), trained.parameterCount());
      int left = epochs - trainer.epochs();
      if (left > 0) {
        if (!resume && Files.exists(archive)) {
          say("%s is replaced after the first epoch; --resume would go on with it", archive);
        }
        Fit fit = Fit.epochs(left).batch(batch(trainer)).with(Checkpoint.last(archive));
        trainer.fit(train, watch.on(fit, split.test()));
        if (watch.isRestoring()) {
          trainer.save(archive);
        }
      } else {
        say(
            "%s: %d of --epochs %d are done, none is left to train",
            archive, trainer.epochs(), epochs);
      }
      Evaluation test = trainer.evaluate(split.test());
      double seconds = (System.nanoTime() - start) / 1e9;
      report(trainer.history(), test, seconds);
      put("seed", trainer.seed());
      put("loss", LossOptions.name(trainer.losses().get(0)));
      trainer.batch().ifPresent(size -> put("batch", size));
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
      put("parameters", trained.parameterCount());
      put("archive", archive.toString());
      draw(trainer, test, split.test(), opened);
      String saved = left > 0 ? "Saved as " + archive + "; try" : "Try";
      say("%s: fovea predict --model '%s' IMAGE", saved, archive);
    }
  }

  /**
   * What the training came to, in pictures. They are not worth its numbers: where they fail, the
   * command does, but only after it has told these.
   */
  private void draw(Trainer trainer, Evaluation evaluation, Dataset test, Device opened) {
    try (Predictor predictor = trainer.predictor()) {
      Mistakes mistakes = test.isLabelled() ? Mistakes.find(predictor, test, LOOK) : null;
      if (mistakes != null && !mistakes.verdicts().isEmpty()) {
        Path file = out.resolve("mistakes.png");
        mistakes.drawing(GRID).png(file);
        put("mistakes", file.toString());
        say("Images it took for something else: %s", file);
      }
      if (isReported) {
        Path file = out.resolve("report.html");
        String title = (resume ? out.resolve("model.fovea") : name()) + " on " + data.name();
        History history = trainer.history();
        Report page =
            mistakes == null
                ? TrainingReport.of(title, predictor, history, evaluation, test)
                : TrainingReport.of(title, predictor, history, evaluation, test, mistakes);
        page.fact("device", opened.info().name() + ", " + device.precision(opened)).write(file);
        put("report", file.toString());
        say("All pictures of the training: %s", file);
      }
    } catch (RuntimeException e) {
      System.err.println("fovea: no pictures of the training: " + e.getMessage());
      fail();
    }
  }

  /** Finds out before the training whether its archive can be written afterwards. */
  private void requireWritable(Path archive) {
    MisuseException.require(
        !Files.exists(out) || Files.isDirectory(out), "--out: %s is a file, not a folder", out);
    MisuseException.require(!Files.isDirectory(archive), "--out: %s is a folder", archive);
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, "model", ".tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException("--out: nothing can be written to " + out + " (" + e + ")", e);
    }
  }

  private Trainer start(Device opened, Dataset train) {
    Model built = build(train);
    optimizer.check(built);
    TrainerBuilder settings = Trainer.of(built, opened).seed(seed == null ? 1 : seed);
    Loss wanted = loss.loss(settings.losses().get(0));
    if (loss.isGiven()) {
      settings.loss(wanted);
    }
    Target target = wanted.targets(built.shape(built.outputs().get(0))).get(0);
    settings.metrics(metrics.of(target, train.isLabelled()));
    Trainer trainer = augment.build(optimizer.apply(settings, epochs));
    try {
      if (weights != null) {
        List<String> taken = trainer.loadWeights(weights, weightsOf.toArray(String[]::new));
        say("%s: %,d tensors taken over", weights, taken.size());
      }
      return trainer;
    } catch (RuntimeException e) {
      trainer.close();
      throw e;
    }
  }

  /** What the examples are mapped to must be something that the network can learn. */
  private void requireTargets(Dataset train) {
    MisuseException.require(
        train.isLabelled() || resume || (loss.isNamed() && !Zoo.names().contains(name())),
        "--data %s: the targets are numbers, not classes: those take a --model FILE for numbers,"
            + " and a --loss such as mse; classes are whole numbers from 0, each of which occurs",
        data.name());
    MisuseException.require(
        train.classNames().size() != 1,
        "--data %s: has one class only, %s: there is nothing to tell apart",
        data.name(),
        train.classNames());
  }

  private String name() {
    return model == null ? "cnn" : model;
  }

  private Model build(Dataset train) {
    return ModelOptions.of(name(), train.imageShape(), train.classNames().size());
  }

  private int batch(Trainer trainer) {
    int before = trainer.batch().orElse(64);
    if (batch != null && trainer.batch().isPresent() && batch != before) {
      say("From here on %d examples per step, %d before", batch, before);
    }
    return batch == null ? before : batch;
  }

  /** A resumed training keeps its settings; asking for others is a mistake. */
  private void requireSame(Trainer resumed, Dataset train, Path archive) {
    if (seed != null) {
      requireSame("--seed " + seed, seed == resumed.seed(), archive, resumed.seed());
    }
    Sameness sameness = (option, isSame, before) -> requireSame(option, isSame, archive, before);
    optimizer.requireSame(resumed, epochs, sameness);
    loss.requireSame(resumed, sameness);
    metrics.requireSame(resumed, sameness);
    if (augment.isGiven()) {
      boolean isSame = Set.of(augment.all()).equals(Set.copyOf(resumed.augmentations()));
      requireSame("--augment " + augment, isSame, archive, resumed.augmentations());
    }
    if (model != null) {
      Json asked = ModelCodec.write(build(train));
      boolean isSame = asked.equals(ModelCodec.write(resumed.model()));
      requireSame("--model " + model, isSame, archive, "another network");
    }
    DataOrigin origin = resumed.origin();
    if (origin != null) {
      String now = "--data %s, of %,d examples".formatted(data.name(), train.size());
      boolean isSame = train.size() == origin.examples();
      requireSame(now, isSame, archive, "%,d of %s".formatted(origin.examples(), origin.source()));
    }
    if (!resumed.classNames().isEmpty()) {
      boolean isSame = resumed.classNames().equals(train.classNames());
      requireSame("--data " + data.name(), isSame, archive, "classes " + resumed.classNames());
    }
  }

  private static void requireSame(String option, boolean isSame, Path archive, Object before) {
    MisuseException.require(
        isSame,
        "%s: %s was trained with %s, and --resume keeps to that; start anew in another --out",
        option,
        archive,
        before);
  }

  private void report(History history, Evaluation test, double seconds) {
    EpochTable.print(history, watch.measured(), this::say);
    say("Test: %s", test);
    Scores.put(test, this::put);
    if (!history.epochs().isEmpty()) {
      Scores.put("train", history.last().training(), this::put);
      put(
          "imagesPerSecond",
          history.epochs().stream().mapToDouble(e -> e.examplesPerSecond()).max().orElse(0));
    }
    put("seconds", seconds);
    put("epochs", history.epochs().stream().map(EpochResult::toJson).toList());
    put("data", data.name());
  }
}
