package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.plot.Report;
import io.fovea.plot.TrainingReport;
import io.fovea.train.Evaluation;
import io.fovea.train.History;
import io.fovea.train.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all pictures of a saved model as one page. */
@Command(
    name = "report",
    description =
        "Write curves, confusion, mistakes, weights and feature maps of a saved network as one"
            + " HTML page.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReportCommand extends Reporting {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "out/model.fovea",
      description = "What 'fovea train' saved (default: ${DEFAULT-VALUE}).")
  private Path model = Path.of("out/model.fovea");

  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "out/report.html",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("out/report.html");

  @Override
  void run() throws IOException {
    MisuseException.require(!Files.isDirectory(out), "--out: %s is a folder", out);
    Dataset test = data.load().test();
    try (Device opened = device.open();
        Predictor predictor = Predictor.load(model, opened)) {
      Evaluation evaluation = predictor.evaluate(test);
      Path folder = out.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Report page =
          TrainingReport.of(
              model + " on " + data.name(), predictor, History.load(model), evaluation, test);
      page.fact("device", opened.info().name() + ", " + device.precision(opened)).write(out);
      say("%s: %,d KiB", out, Files.size(out) >> 10);
      put("report", out.toString());
      put("bytes", Files.size(out));
      Scores.put(evaluation, this::put);
      put("examples", evaluation.examples());
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
    }
  }
}
