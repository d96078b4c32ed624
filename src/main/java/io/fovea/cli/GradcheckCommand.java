package io.fovea.cli;

import io.fovea.backend.Device;
import io.fovea.check.GradientReport;
import io.fovea.check.GraphReport;
import io.fovea.check.ModelCheck;
import io.fovea.model.Model;
import io.fovea.train.Loss;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares a model's gradients with difference quotients, layer by layer and as a whole. */
@Command(
    name = "gradcheck",
    description =
        "Compare the gradients of each layer of a network, and of the whole network, with central"
            + " differences, in double precision; then all that --device computes of them with the"
            + " reference.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class GradcheckCommand extends Reporting {
  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description =
          "cnn, cnn-prelu, cnn-small, lenet5, linear, resnet18, or a file; a saved network with its"
              + " weights (default: cnn).")
  private String option = "";

  @Parameters(arity = "0..1", paramLabel = "NAME|FILE", description = "The same, without --model.")
  private String parameter = "";

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      defaultValue = "12x12x1",
      description = "Image size for a named model (default: ${DEFAULT-VALUE}).")
  private String input = "12x12x1";

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Classes of a named model (default: ${DEFAULT-VALUE}).")
  private int classes = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "2",
      description = "Examples in the batch (default: ${DEFAULT-VALUE}).")
  private int batch = 2;

  @Option(
      names = "--coordinates",
      paramLabel = "N",
      defaultValue = "25",
      description = "Coordinates to compare in each tensor, at most (default: ${DEFAULT-VALUE}).")
  private int coordinates = 25;

  @Option(
      names = "--loss",
      paramLabel = "NAME[:A[:B]]",
      description =
          "Check the whole network with this loss behind it, as in softmax_cross_entropy or huber:2;"
              + " without, a random gradient arrives at its outputs.")
  private @Nullable String lossName;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of weights, examples and sampled coordinates (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Compare what this device computes, too, as in cpu or opencl.")
  private @Nullable String device;

  private int tensors;
  private long checked;
  private double worst;

  @Override
  void run() {
    MisuseException.requireAtLeast(1, "--batch", batch);
    MisuseException.requireAtLeast(1, "--coordinates", coordinates);
    String wanted = !option.isEmpty() ? option : !parameter.isEmpty() ? parameter : "cnn";
    Model model = ModelOptions.of(wanted, ModelOptions.shape(input), classes);
    ModelCheck check =
        ModelCheck.of(model)
            .weights(ModelOptions.weights(wanted))
            .batch(batch)
            .seed(seed)
            .coordinates(coordinates);
    say("%-24s %-28s %9s %12s", "layer", "tensor", "checked", "error");
    List<Object> layers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Model.Step step : model.steps()) {
      if (seen.add(step.scope())) {
        layers.add(describe(step.scope(), check.layer(step).gradients()));
      }
    }
    Map<String, Object> whole = describe("whole network", whole(check, model));
    say(
        "%,d layers and the whole network, %,d tensors, %,d coordinates compared: largest relative"
            + " error %.2g (tolerance %.0g)",
        layers.size(), tensors, checked, worst, GradientReport.TOLERANCE);
    if (device != null) {
      compare(check, device);
    }
    say("%s", isFailed() ? "FAILED" : "passed");
    put("model", wanted);
    put("layers", layers);
    put("whole", whole);
    put("maxRelativeError", worst);
    put("tolerance", GradientReport.TOLERANCE);
    put("tensors", tensors);
    put("checked", checked);
    put("passed", !isFailed());
  }

  private GradientReport whole(ModelCheck check, Model model) {
    if (lossName == null) {
      return check.gradients();
    }
    Loss loss = LossOptions.of(lossName);
    put("loss", LossOptions.name(loss));
    MisuseException.require(
        model.outputs().size() == 1,
        "--loss: the model has %d outputs, one loss is for one",
        model.outputs().size());
    return check.gradients(
        (graph, outputs, values) -> LossOptions.after(outputs.get(0), loss, graph, values, seed));
  }

  /** Compares a step on a device, node by node. */
  private void compare(ModelCheck check, String name) {
    try (Device opened = DeviceOptions.open(name)) {
      GraphReport report = check.on(opened);
      for (GraphReport.Entry node : report.nodes()) {
        if (!node.passes()) {
          say("%s", node);
        }
      }
      say(
          "%s: %,d nodes forward and backward, %,d numbers within their bounds: %s; at most %.0f %%"
              + " of a bound is used",
          opened.info().id(),
          report.nodes().size(),
          report.checked(),
          report.passes() ? "yes" : "NO",
          100 * report.mostUsed());
      put("device", DeviceOptions.report(opened.info()));
      put("nodes", report.nodes().size());
      put("numbers", report.checked());
      put("mostUsed", report.mostUsed());
      if (!report.passes()) {
        fail();
      }
    }
  }

  private Map<String, Object> describe(String layer, GradientReport gradients) {
    List<Object> entries = new ArrayList<>();
    for (GradientReport.Entry entry : gradients.tensors()) {
      say(
          "%-24s %-28s %9d %12.3g  %s",
          layer,
          entry.name() + " " + entry.shape(),
          entry.checked(),
          entry.maxRelativeError(),
          entry.passes() ? "" : entry);
      Map<String, Object> tensor = new LinkedHashMap<>();
      tensor.put("name", entry.name());
      tensor.put("shape", entry.shape().toString());
      tensor.put("checked", entry.checked());
      tensor.put("onKinks", entry.kinks());
      tensor.put("maxRelativeError", entry.maxRelativeError());
      entries.add(tensor);
    }
    tensors += entries.size();
    checked += gradients.checked();
    worst = Math.max(worst, gradients.maxRelativeError());
    if (!gradients.passes()) {
      fail();
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("name", layer);
    report.put("maxRelativeError", gradients.maxRelativeError());
    report.put("checked", gradients.checked());
    report.put("tensors", entries);
    return report;
  }
}
