package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.backend.Peak;
import io.fovea.backend.Program;
import io.fovea.data.Dataset;
import io.fovea.model.Model;
import io.fovea.plot.Drawing;
import io.fovea.plot.LayerTimes;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Fit;
import io.fovea.train.Predictor;
import io.fovea.train.StepPlan;
import io.fovea.train.StepProfile;
import io.fovea.train.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast a device trains and runs a model, and where the time goes. */
@Command(
    name = "bench",
    description =
        "Measure training and inference of a network on random images, or one op by itself.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand extends Reporting {
  /** Windows in the time that is given, about. */
  private static final int WINDOWS = 10;

  /** Steps in a window at most: their images lie in memory. */
  private static final int MOST_STEPS = 100;

  private static final long MOST_IMAGE_BYTES = 64 << 20;

  /** Epochs of the training by which the schedule goes, if one is given. */
  private static final int EPOCHS = 1000;

  /** Options of this command, beside those of the optimiser, that an op has no use for. */
  private static final Set<String> NETWORK_OPTIONS =
      Set.of("--model", "--input", "--classes", "--batch", "--profile", "--picture");

  private static final int LEAST_RUNS = 5;
  private static final int MOST_RUNS = 100;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description =
          "cnn, cnn-prelu, cnn-small, lenet5, linear, resnet18, or a file (default: cnn).")
  private String option = "";

  @Parameters(arity = "0..1", paramLabel = "NAME|FILE", description = "The same, without --model.")
  private String parameter = "";

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      defaultValue = "28x28x1",
      description = "Image size for a named model (default: ${DEFAULT-VALUE}).")
  private String input = "28x28x1";

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Classes of a named model (default: ${DEFAULT-VALUE}).")
  private int classes = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images per step (default: ${DEFAULT-VALUE}).")
  private int batch = 64;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "Time to measure each of training, inference, latency and profile, after a warm-up"
              + " (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(
      names = "--profile",
      description = "Show where the time of a training step goes: by node, layer and op.")
  private boolean isProfiled;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw it, as FILE.png or FILE.svg; implies --profile.")
  private @Nullable Path picture;

  @ArgGroup(exclusive = false)
  private @Nullable OpOptions op;

  @Mixin private OptimizerOptions optimizer = new OptimizerOptions();

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  void run() {
    MisuseException.requireAtLeast(1, "--batch", batch);
    MisuseException.require(seconds > 0, "--seconds must be positive, got %s", seconds);
    if (picture != null) {
      MisuseException.require(
          isPng() || picture.toString().endsWith(".svg"),
          "--picture: '%s' ends in neither .png nor .svg",
          picture);
    }
    if (op != null) {
      MisuseException.require(
          parameter.isEmpty() && ofNetworks().isEmpty(),
          "--op measures one op: it takes no network%s",
          ofNetworks().stream().map(", no "::concat).collect(Collectors.joining()));
      measure(op.applied());
    } else {
      measureNetwork();
    }
  }

  /** The options given that say something of networks. */
  private List<String> ofNetworks() {
    CommandSpec command = Objects.requireNonNull(spec);
    List<OptionSpec> optimizers =
        Objects.requireNonNull(command.mixins().get("optimizer")).options();
    return command.commandLine().getParseResult().matchedOptions().stream()
        .filter(some -> optimizers.contains(some) || NETWORK_OPTIONS.contains(some.longestName()))
        .map(OptionSpec::longestName)
        .toList();
  }

  private void measure(OpOptions.Applied applied) {
    try (Device opened = device.open()) {
      describe(applied.toString(), opened);
      new OpBench(applied, seconds).run(opened, peak(opened), this);
    }
  }

  private void measureNetwork() {
    optimizer.check(EPOCHS);
    String wanted = !option.isEmpty() ? option : !parameter.isEmpty() ? parameter : "cnn";
    Model model = ModelOptions.of(wanted, ModelOptions.shape(input), classes);
    Shape image = model.inputs().get(0).shape();
    long most = Integer.MAX_VALUE / image.elements();
    MisuseException.require(
        batch <= most, "--batch: a batch must fit into an array: %,d at most", most);
    try (Device opened = device.open();
        Trainer trainer = optimizer.apply(Trainer.of(model, opened), EPOCHS).build()) {
      put("model", wanted);
      put("batch", batch);
      put("optimizer", optimizer.name().toString());
      describe("%s, batch %d, %s".formatted(wanted, batch, optimizer.name()), opened);
      int steps = start(trainer);
      Peak peak = peak(opened);
      Dataset data = RandomImages.of(image, classes(model), steps * batch);
      Rates training = train(trainer, data);
      StepPlan plan = plan(trainer, data, training, peak, title(wanted, opened));
      useful("training", plan.productFlops(), training.median(), peak);
      try (Predictor predictor = trainer.predictor()) {
        Rates inference = predict(predictor, batch);
        report("inference", inference);
        useful("inference", plan.forwardProductFlops(), inference.median(), peak);
        double single = predict(predictor, 1).median();
        put("singleLatencyMillis", 1000 / single);
        say("latency at batch 1: %.3f ms", 1000 / single);
      }
      memory(plan);
    }
  }

  private boolean isPng() {
    return String.valueOf(picture).endsWith(".png");
  }

  private String title(String model, Device opened) {
    return "%s, batch %d, %s".formatted(model, batch, opened.info().id());
  }

  /** Classes that labels of a model are of: what a file says counts, not an option. */
  private static int classes(Model model) {
    int units = (int) model.shape(model.outputs().get(0)).elements();
    return Math.max(2, units);
  }

  private void describe(String what, Device opened) {
    boolean isCpu = opened.info().backend().equals("cpu");
    say(
        "%s, %s, on %s (%s)%s",
        what,
        device.precision(opened),
        opened.info().id(),
        opened.info().name(),
        isCpu ? ", threads: " + opened.info().computeUnits() : "");
    put("precision", device.precision(opened));
    put("device", DeviceOptions.report(opened.info()));
    if (isCpu) {
      put("threads", opened.info().computeUnits());
    }
  }

  /** The first step, and a warm-up; returns how many steps make up a window. */
  private int start(Trainer trainer) {
    Model model = trainer.model();
    Shape image = model.inputs().get(0).shape();
    Dataset one = RandomImages.of(image, classes(model), batch);
    double first = secondsOf(trainer, one);
    say("first step: %.2f s", first);
    put("firstStepSeconds", first);
    Rates.warmUp(seconds, () -> secondsOf(trainer, one));
    double next = Math.min(secondsOf(trainer, one), secondsOf(trainer, one));
    long fitting = Math.max(1, MOST_IMAGE_BYTES / (batch * image.elements()));
    long wanted = Math.round(seconds / WINDOWS / next);
    return (int) Math.max(1, Math.min(Math.min(wanted, MOST_STEPS), fitting));
  }

  private double secondsOf(Trainer trainer, Dataset data) {
    long start = System.nanoTime();
    trainer.fit(data, Fit.epochs(1).batch(batch));
    return (System.nanoTime() - start) / 1e9;
  }

  private @Nullable Peak peak(Device opened) {
    Peak peak = opened.measurePeak().orElse(null);
    if (peak != null) {
      say(
          "peak: %,.1f GFLOP/s (%s), %,.1f GB/s (%s)",
          peak.flopsPerSecond() * 1e-9,
          peak.flopsMeasured(),
          peak.bytesPerSecond() * 1e-9,
          peak.bytesMeasured());
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("gflopsPerSecond", peak.flopsPerSecond() * 1e-9);
      fields.put("flopsMeasured", peak.flopsMeasured());
      fields.put("gigabytesPerSecond", peak.bytesPerSecond() * 1e-9);
      fields.put("bytesMeasured", peak.bytesMeasured());
      put("peak", fields);
    }
    return peak;
  }

  private Rates train(Trainer trainer, Dataset data) {
    Fit epoch = Fit.epochs(1).batch(batch);
    trainer.fit(data, epoch);
    Rates rates = Rates.during(seconds, () -> trainer.fit(data, epoch).last().examplesPerSecond());
    report("training", rates);
    return rates;
  }

  /** Windows of a tenth of the time. */
  private Rates predict(Predictor predictor, int n) {
    Tensor pixels = RandomImages.prepared(predictor.model().inputs().get(0).shape(), n);
    Rates.warmUp(seconds, () -> predictor.predict(pixels));
    return Rates.during(
        seconds,
        () -> {
          long window = System.nanoTime();
          int runs = 0;
          do {
            predictor.predict(pixels);
            runs++;
          } while (System.nanoTime() - window < seconds / WINDOWS * 1e9);
          return runs * n / ((System.nanoTime() - window) / 1e9);
        });
  }

  private void report(String what, Rates rates) {
    say(
        "%s: %,.0f images/s (median of %d windows, best %,.0f)",
        what, rates.median(), rates.windows(), rates.best());
    put(what + "ImagesPerSecond", rates.median());
    put(what + "ImagesPerSecondBest", rates.best());
  }

  /** The rate of convolutions and products. */
  private void useful(String what, long flopsOfBatch, double imagesPerSecond, @Nullable Peak peak) {
    double flops = (double) flopsOfBatch / batch;
    double rate = flops * imagesPerSecond;
    put(what + "FlopsPerImage", flops);
    put(what + "GflopsPerSecond", rate * 1e-9);
    String share = "";
    if (peak != null) {
      put(what + "PeakShare", rate / peak.flopsPerSecond());
      share =
          String.format(Locale.ROOT, ", %.0f %% of the peak", 100 * rate / peak.flopsPerSecond());
    }
    say(
        "%s: %,.1f GFLOP/s in convolutions and products, %,.2f MFLOP an image%s",
        what, rate * 1e-9, flops * 1e-6, share);
  }

  private StepPlan plan(
      Trainer trainer, Dataset data, Rates training, @Nullable Peak peak, String title) {
    if (!isProfiled && picture == null) {
      StepPlan plan = trainer.plan(data, batch);
      launches(plan);
      return plan;
    }
    // A run is one step timed launch by launch, and up to four in a row.
    double runs = seconds * training.median() / batch / 5;
    StepProfile profile =
        trainer.profile(data, batch, (int) Math.max(LEAST_RUNS, Math.min(MOST_RUNS, runs)));
    launches(profile.plan());
    say(
        "a step: %.3f ms, %.3f ms until it is handed in; its launches, timed one by one: %.3f ms",
        profile.stepSeconds() * 1e3, profile.handInSeconds() * 1e3, profile.nodeSeconds() * 1e3);
    ProfileReport report = new ProfileReport(profile, peak);
    say("");
    report.print(line -> say("%s", line));
    say("");
    put("profile", report.json());
    draw(LayerTimes.of(profile, title));
    return profile.plan();
  }

  private void draw(Drawing drawing) {
    if (picture != null) {
      if (isPng()) {
        drawing.png(picture);
      } else {
        drawing.svg(picture);
      }
      say("%s: %s", picture, drawing.title());
      put("picture", picture.toString());
    }
  }

  private void launches(StepPlan plan) {
    say("a step: %d launches", plan.launches().size());
    put("launchesPerStep", plan.launches().size());
    tuned(plan.launches());
    if (isVerbose()) {
      plan.launches().forEach(launch -> say("  %s", launch));
    }
  }

  private void tuned(List<Program.Launch> launches) {
    long tuned = launches.stream().filter(Program.Launch::tuned).count();
    put("tunedLaunches", tuned);
    if (tuned > 0) {
      say("tuned: %d of them, by 'fovea tune'", tuned);
    }
  }

  private void memory(StepPlan plan) {
    say(
        "memory of a step: %,d bytes of scratch (%,d if none were used by turns), %,d of state",
        plan.scratchBytes(), plan.scratchBytesWithoutReuse(), plan.stateBytes());
    put("scratchBytes", plan.scratchBytes());
    put("scratchBytesWithoutReuse", plan.scratchBytesWithoutReuse());
    put("stateBytes", plan.stateBytes());
    say("memory of the process: %,d bytes of Java heap", ProcessMemory.heapBytes());
    put("heapBytes", ProcessMemory.heapBytes());
    Long peakBytes = ProcessMemory.peakBytes();
    if (peakBytes != null) {
      say("memory of the process: %,d bytes at its peak, all together", peakBytes);
    }
    put("peakMemoryBytes", peakBytes);
  }
}
