package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Split;
import io.fovea.train.Evaluation;
import io.fovea.train.Metric;
import io.fovea.train.Predictor;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a saved model on a test set. */
@Command(
    name = "eval",
    description =
        "Measure a saved network on the test images of a data set, prepared as its training data"
            + " were.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvalCommand extends Reporting {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "out/model.fovea",
      description = "What 'fovea train' saved (default: ${DEFAULT-VALUE}).")
  private Path model = Path.of("out/model.fovea");

  @Mixin private DataOptions data = new DataOptions();
  @Mixin private MetricOptions metrics = new MetricOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();

  @Override
  void run() {
    Metric[] asked = metrics.array();
    Split loaded = data.load();
    try (Device opened = device.open();
        Predictor predictor = Predictor.load(model, opened)) {
      if (predictor.preprocessing() == null) {
        say("%s does not say how images become input: they do as %s says", model, data.name());
      }
      Dataset test = data.asTrained(loaded, predictor.preprocessing(), model).test();
      long start = System.nanoTime();
      Evaluation evaluation = predictor.evaluate(test, asked);
      double seconds = (System.nanoTime() - start) / 1e9;
      say("%s on %,d images of %s: %s", model, test.size(), data.name(), evaluation);
      Scores.put(evaluation, this::put);
      put("examples", evaluation.examples());
      put("seconds", seconds);
      put("imagesPerSecond", evaluation.examples() / seconds);
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
    }
  }
}
