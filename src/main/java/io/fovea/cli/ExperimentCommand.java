package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.cli.Experiment.Reported;
import io.fovea.cli.Experiment.Run;
import io.fovea.data.Dataset;
import io.fovea.data.Mnist;
import io.fovea.data.Split;
import io.fovea.data.SyntheticDigits;
import io.fovea.plot.Drawing;
import io.fovea.plot.LearningCurves;
import io.fovea.train.Accuracy;
import io.fovea.train.Callback;
import io.fovea.train.DivergedException;
import io.fovea.train.EpochResult;
import io.fovea.train.Evaluation;
import io.fovea.train.Fit;
import io.fovea.train.History;
import io.fovea.train.Progress;
import io.fovea.train.StepLog;
import io.fovea.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Repeats what one of the source notebooks reports, and puts the figures side by side. */
@Command(
    name = "experiment",
    description =
        "Repeat an experiment of the notebooks that Fovea grew from; without a name, list them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExperimentCommand extends Reporting {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which experiment.")
  private @Nullable String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where MNIST's four IDX files are (default: built-in synthetic digits take its place).")
  private @Nullable Path folder;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of weights, order and dropout (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--curves",
      paramLabel = "FILE",
      description = "Draw the learning curves of all its trainings, as .png or .svg.")
  private @Nullable Path curves;

  @Override
  void run() {
    MisuseException.require(
        curves == null || isPng(curves) || curves.toString().endsWith(".svg"),
        "--curves: '%s' must end in .png or .svg",
        String.valueOf(curves));
    if (name == null) {
      list();
      return;
    }
    Experiment experiment = experiment(name);
    Split split = folder == null ? SyntheticDigits.load() : Mnist.load(folder);
    say("%s: %s", experiment.name(), experiment.title());
    if (folder == null) {
      say("The notebooks used MNIST (--data-dir DIR); these are synthetic digits.");
    }
    Map<String, History> histories = new LinkedHashMap<>();
    List<Map<String, Object>> runs = new ArrayList<>();
    try (Device opened = device.open()) {
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
      for (Run run : experiment.runs()) {
        runs.add(repeat(run, split, opened, histories));
      }
    }
    put("experiment", experiment.name());
    put("data", folder == null ? "digits" : "mnist");
    put("seed", seed);
    put("runs", runs);
    draw(histories);
  }

  private void draw(Map<String, History> histories) {
    if (curves == null || histories.isEmpty()) {
      return;
    }
    Drawing drawing = LearningCurves.of(histories);
    if (isPng(curves)) {
      drawing.png(curves);
    } else {
      drawing.svg(curves);
    }
    put("curves", curves.toString());
    say("");
    say("Learning curves: %s", curves);
  }

  private static boolean isPng(Path file) {
    return file.toString().endsWith(".png");
  }

  private void list() {
    for (Experiment experiment : Experiments.all()) {
      say("%-12s %s", experiment.name(), experiment.title());
    }
    put("experiments", Experiments.all().stream().map(Experiment::name).toList());
  }

  private static Experiment experiment(String name) {
    List<Experiment> all = Experiments.all();
    return all.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MisuseException(
                    "there is no experiment '%s'; there are %s"
                        .formatted(name, all.stream().map(Experiment::name).toList())));
  }

  private Map<String, Object> repeat(
      Run run, Split split, Device opened, Map<String, History> histories) {
    Split part =
        run.inputs()
            .of(
                new Split(
                    first(split.train(), run.images()), first(split.test(), run.validated())));
    Dataset images = part.train();
    Dataset others = part.test();
    say("");
    say(
        "%s: %,d images, batch %d, %d epochs",
        run.name(), images.size(), run.batch(), run.epochs());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", run.name());
    result.put("images", images.size());
    result.put("epochs", run.epochs());
    EpochClock clock = new EpochClock();
    try (Trainer trainer =
        Trainer.of(run.model(), opened)
            .loss(run.loss())
            .metrics(new Accuracy())
            .optimizer(run.optimizer())
            .schedule(run.schedule())
            .seed(seed)
            .build()) {
      Fit fit = Fit.epochs(run.epochs()).batch(run.batch()).validation(others).with(clock);
      if (run.logged() > 0) {
        fit = fit.with(new StepLog(run.logged(), text()));
      }
      histories.put(run.name(), trainer.fit(images, fit));
      Evaluation training = trainer.evaluate(images);
      Evaluation validation = trainer.evaluate(others);
      compare(run.reported(), training, validation, clock.median());
      result.put("trainAccuracy", training.accuracy());
      result.put("trainLoss", training.loss());
      result.put("validationAccuracy", validation.accuracy());
      result.put("validationLoss", validation.loss());
      result.put("secondsPerEpoch", clock.median());
    } catch (DivergedException e) {
      String why = String.valueOf(e.getMessage());
      say("  diverged: %s", why);
      result.put("diverged", why);
    }
    putIfKnown(result, "reportedTrainAccuracy", run.reported().training());
    putIfKnown(result, "reportedValidationAccuracy", run.reported().validation());
    putIfKnown(result, "reportedSecondsPerEpoch", run.reported().seconds());
    putIfKnown(result, "remeasuredSecondsPerEpoch", run.reported().remeasured());
    return result;
  }

  private void compare(
      Reported reported, Evaluation training, Evaluation validation, double seconds) {
    sayAccuracy("training", training, reported.training());
    sayAccuracy("validation", validation, reported.validation());
    say(
        "  seconds an epoch      %7.3f%s%s",
        seconds,
        times("the notebook reports", reported.seconds(), seconds),
        times("its code takes", reported.remeasured(), seconds));
  }

  private void sayAccuracy(String what, Evaluation reached, @Nullable Double reported) {
    say(
        "  %-10s accuracy   %5.1f %%%s",
        what,
        100 * reached.accuracy(),
        reported == null
            ? ""
            : String.format(Locale.ROOT, "   the notebook reports %.1f %%", 100 * reported));
  }

  private static String times(String who, @Nullable Double theirs, double ours) {
    return theirs == null
        ? ""
        : String.format(Locale.ROOT, "   %s %,.1f: %,.0f times", who, theirs, theirs / ours);
  }

  private static void putIfKnown(Map<String, Object> result, String field, @Nullable Double value) {
    if (value != null) {
      result.put(field, value);
    }
  }

  private static Dataset first(Dataset data, int n) {
    return data.take(Math.min(n, data.size()));
  }

  /** Takes the time of epochs, validation included. */
  private static final class EpochClock implements Callback {
    private final List<Long> ends = new ArrayList<>();

    @Override
    public void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {
      ends.add(System.nanoTime());
    }

    /** Median seconds of the second to the sixth epoch. */
    double median() {
      double[] seconds = new double[Math.min(5, ends.size() - 1)];
      for (int i = 0; i < seconds.length; i++) {
        seconds[i] = (ends.get(i + 1) - ends.get(i)) * 1e-9;
      }
      Arrays.sort(seconds);
      return seconds[seconds.length / 2];
    }
  }
}
