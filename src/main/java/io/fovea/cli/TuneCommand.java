package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.backend.Tuner;
import io.fovea.backend.Tuner.Outcome;
import io.fovea.backend.Tuner.Timing;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.model.Model;
import io.fovea.train.Predictor;
import io.fovea.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures which kernels and tiles are fastest for a network on a device. */
@Command(
    name = "tune",
    description =
        "Measure which kernels and tiles are fastest for a network on an OpenCL device. Programs"
            + " use what was found from then on.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TuneCommand extends Reporting {
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
      names = "--inference",
      description = "Only what predictions run, rather than training first and then these.")
  private boolean isInference;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description =
          "How long it may take; the next time goes on where it ended (default: ${DEFAULT-VALUE}).")
  private double minutes = 5;

  @Option(
      names = "--clear",
      description = "Measure nothing, and forget all that was found on the device.")
  private boolean isClear;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Override
  void run() {
    MisuseException.requireAtLeast(1, "--batch", batch);
    MisuseException.require(
        minutes > 0 && minutes < 1e6, "--minutes must be positive, got %s", minutes);
    Model model = ModelOptions.of(wanted(), ModelOptions.shape(input), classes);
    long most = Integer.MAX_VALUE / model.inputs().get(0).shape().elements();
    MisuseException.require(
        batch <= most, "--batch: a batch must fit into an array: %,d at most", most);
    try (Device opened = device.open()) {
      Tuner tuner =
          opened
              .tuner()
              .orElseThrow(
                  () ->
                      new MisuseException(
                          "--device: %s has nothing to tune, devices of opencl have"
                              .formatted(opened.info().id())));
      put("device", DeviceOptions.report(opened.info()));
      put("precision", device.precision(opened));
      put("file", tuner.place());
      if (isClear) {
        clear(tuner);
      } else {
        tune(tuner, opened, model);
      }
    }
  }

  private void clear(Tuner tuner) {
    boolean wasThere = tuner.clear();
    put("cleared", wasThere);
    say("%s", wasThere ? tuner.place() + " is removed" : "nothing was tuned on this device");
  }

  private String wanted() {
    return !option.isEmpty() ? option : !parameter.isEmpty() ? parameter : "cnn";
  }

  private void tune(Tuner tuner, Device opened, Model model) {
    String programs = isInference ? "inference" : "training and inference";
    say(
        "%s, batch %d, %s, %s, on %s (%s), for %s min at most",
        wanted(),
        batch,
        programs,
        device.precision(opened),
        opened.info().id(),
        opened.info().name(),
        minutes);
    List<Graph> graphs = new ArrayList<>();
    if (!isInference) {
      graphs.add(Trainer.stepGraph(model, batch));
    }
    graphs.add(Predictor.graph(model, batch));
    long start = System.nanoTime();
    List<Outcome> outcomes = new ArrayList<>();
    Tuner.Report report =
        tuner.tune(
            graphs,
            Duration.ofNanos((long) (minutes * 60e9)),
            outcome -> {
              outcomes.add(outcome);
              say("  %s: %s", outcome.node().title(), verdict(outcome));
            });
    double seconds = (System.nanoTime() - start) * 1e-9;
    print(outcomes);
    say(
        "%.0f s; kinds of nodes: %d measured, %d of them changed; %d known from before; %d left out"
            + " for want of time, or for what a warning says",
        seconds,
        report.measured(),
        outcomes.stream().filter(Outcome::isChanged).count(),
        report.known(),
        report.leftOut());
    say("%d choices in %s", tuner.size(), String.valueOf(tuner.place()));
    put("model", wanted());
    put("batch", batch);
    put("programs", programs);
    put("seconds", seconds);
    put("measured", report.measured());
    put("known", report.known());
    put("leftOut", report.leftOut());
    put("nodes", outcomes.stream().map(TuneCommand::json).toList());
  }

  private static String verdict(Outcome outcome) {
    return outcome.isChanged()
        ? "%s, not %s".formatted(outcome.after().choice(), outcome.before().choice())
        : "%s stays".formatted(outcome.before().choice());
  }

  private void print(List<Outcome> outcomes) {
    TextTable table =
        new TextTable(4, "op", "shapes", "so far", "now", "count", "us", "us now", "gain");
    for (Outcome outcome : outcomes) {
      Node node = outcome.node();
      table.row(
          node.op().name(),
          shapes(node),
          outcome.before().choice(),
          outcome.isChanged() ? outcome.after().choice() : "the same",
          Integer.toString(outcome.nodes()),
          micros(outcome.before()),
          micros(outcome.after()),
          String.format(Locale.ROOT, "%.0f %%", 100 * gain(outcome)));
    }
    if (!outcomes.isEmpty()) {
      say("");
      table.print(line -> say("%s", line));
      say("");
    }
  }

  private static String shapes(Node node) {
    return node.inputTypes().stream()
        .map(type -> type.shape().toString())
        .collect(Collectors.joining(" "));
  }

  private static String micros(Timing timing) {
    return String.format(Locale.ROOT, "%,.1f", timing.seconds() * 1e6);
  }

  /** The part of the time that is saved. */
  private static double gain(Outcome outcome) {
    return 1 - outcome.after().seconds() / outcome.before().seconds();
  }

  private static Map<String, Object> json(Outcome outcome) {
    Node node = outcome.node();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("op", node.op().name());
    fields.put("layer", node.label());
    fields.put("count", outcome.nodes());
    fields.put("shapes", node.inputTypes().stream().map(type -> type.shape().toString()).toList());
    fields.put("before", outcome.before().choice());
    fields.put("beforeMicros", outcome.before().seconds() * 1e6);
    fields.put("after", outcome.after().choice());
    fields.put("afterMicros", outcome.after().seconds() * 1e6);
    fields.put("gain", gain(outcome));
    List<Object> choices = new ArrayList<>();
    for (Timing timing : outcome.timings()) {
      Map<String, Object> choice = new LinkedHashMap<>();
      choice.put("choice", timing.choice());
      choice.put("micros", timing.seconds() * 1e6);
      choice.put("lowMicros", timing.low() * 1e6);
      choice.put("highMicros", timing.high() * 1e6);
      choices.add(choice);
    }
    fields.put("choices", choices);
    List<Object> rejected = new ArrayList<>();
    outcome
        .rejected()
        .forEach((choice, reason) -> rejected.add(Map.of("choice", choice, "reason", reason)));
    fields.put("rejected", rejected);
    return fields;
  }
}
