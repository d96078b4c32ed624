package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Fit;
import io.fovea.train.Predictor;
import io.fovea.train.StepPlan;
import io.fovea.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how fast a device trains and runs a model. */
@Command(
    name = "bench",
    description = "Measure training and inference of a network on random images.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand extends Reporting {
  private static final int STEPS = 30;

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description = "cnn, lenet5, linear, resnet18, or a file (default: cnn).")
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
      description = "Time to spend on each of training and inference (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Override
  void run() {
    MisuseException.requireAtLeast(1, "--batch", batch);
    MisuseException.require(seconds > 0, "--seconds must be positive, got %s", seconds);
    String wanted = !option.isEmpty() ? option : !parameter.isEmpty() ? parameter : "cnn";
    Model model = ModelOptions.of(wanted, ModelOptions.shape(input), classes);
    long most = Integer.MAX_VALUE / (STEPS * model.inputs().get(0).shape().elements());
    MisuseException.require(
        batch <= most, "--batch: %d batches must fit into an array: %,d at most", STEPS, most);
    try (Device opened = device.open();
        Trainer trainer = Trainer.of(model, opened).build()) {
      say(
          "%s, batch %d, fp32, on %s (%s)",
          wanted, batch, opened.info().id(), opened.info().name());
      put("model", wanted);
      put("batch", batch);
      put("precision", "fp32");
      put("device", DeviceOptions.report(opened.info()));
      Dataset data = images(model.inputs().get(0).shape());
      train(trainer, data);
      describe(trainer.plan(data, batch));
      try (Predictor predictor = trainer.predictor()) {
        put("inferenceImagesPerSecond", predict(predictor, batch));
        double single = predict(predictor, 1);
        put("singleLatencyMillis", 1000 / single);
        say("latency at batch 1: %.3f ms", 1000 / single);
      }
    }
  }

  private void train(Trainer trainer, Dataset data) {
    long start = System.nanoTime();
    trainer.fit(data.take(batch), Fit.epochs(1).batch(batch));
    double first = (System.nanoTime() - start) / 1e9;
    say("first step: %.2f s", first);
    put("firstStepSeconds", first);
    List<Double> rates = new ArrayList<>();
    start = System.nanoTime();
    do {
      rates.add(trainer.fit(data, Fit.epochs(1).batch(batch)).last().examplesPerSecond());
    } while (System.nanoTime() - start < seconds * 1e9);
    rates.sort(null);
    double median = rates.get(rates.size() / 2);
    double best = rates.get(rates.size() - 1);
    say("training: %,.0f images/s (median of %d windows, best %,.0f)", median, rates.size(), best);
    put("trainingImagesPerSecond", median);
    put("trainingImagesPerSecondBest", best);
  }

  private void describe(StepPlan plan) {
    say(
        "a step: %d launches, %,d bytes of scratch memory (%,d if none were used by turns)",
        plan.launches().size(), plan.scratchBytes(), plan.scratchBytesWithoutReuse());
    put("launchesPerStep", plan.launches().size());
    put("scratchBytes", plan.scratchBytes());
    put("scratchBytesWithoutReuse", plan.scratchBytesWithoutReuse());
    if (isVerbose()) {
      plan.launches().forEach(launch -> say("  %s", launch));
    }
  }

  /** Median images a second over windows of a tenth of the time. */
  private double predict(Predictor predictor, int n) {
    Shape image = predictor.model().inputs().get(0).shape();
    Tensor pixels = Tensor.of(image.batched(n), randomFloats((int) image.elements() * n));
    List<Double> rates = new ArrayList<>();
    long start = System.nanoTime();
    do {
      long window = System.nanoTime();
      int runs = 0;
      do {
        predictor.predict(pixels);
        runs++;
      } while (System.nanoTime() - window < seconds * 1e8);
      rates.add(runs * n / ((System.nanoTime() - window) / 1e9));
    } while (System.nanoTime() - start < seconds * 1e9);
    rates.sort(null);
    double median = rates.get(rates.size() / 2);
    if (n > 1) {
      say("inference: %,.0f images/s (median of %d windows)", median, rates.size());
    }
    return median;
  }

  private Dataset images(Shape image) {
    int n = STEPS * batch;
    byte[] pixels = new byte[Math.multiplyExact(n, (int) image.elements())];
    Philox.Sequence random = Philox.sequence(1, "bench");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    int[] labels = IntStream.range(0, n).map(i -> i % classes).toArray();
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return Dataset.of(
        Tensor.of(image.batched(n), pixels), labels, names, Preprocessing.unit(image));
  }

  private static float[] randomFloats(int length) {
    Philox.Sequence random = Philox.sequence(1, "bench");
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }
}
