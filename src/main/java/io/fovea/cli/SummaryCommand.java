package io.fovea.cli;

import io.fovea.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the layer table of a model. */
@Command(
    name = "summary",
    description = "Print the layers of a network, their shapes and parameters.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SummaryCommand extends Reporting {
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
      defaultValue = "1",
      description = "Batch to plan memory for (default: ${DEFAULT-VALUE}).")
  private int batch = 1;

  @Override
  void run() {
    MisuseException.requireAtLeast(1, "--batch", batch);
    String wanted = !option.isEmpty() ? option : !parameter.isEmpty() ? parameter : "cnn";
    Model model = ModelOptions.of(wanted, ModelOptions.shape(input), classes);
    say("%s", model.summary(batch));
    put("model", wanted);
    put("parameters", model.parameterCount());
    List<Object> layers = new ArrayList<>();
    for (Model.Step step : model.steps()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("name", step.name());
      layer.put("kind", step.layer().kind());
      layer.put("inputs", step.inputs());
      layer.put("inputShapes", step.inputs().stream().map(x -> model.shape(x).toString()).toList());
      layer.put("output", model.shape(step.name()).toString());
      layer.put("parameters", model.parametersOf(step));
      layer.put("isActivation", step.layer().isActivation());
      layers.add(layer);
    }
    put("layers", layers);
    put("batch", batch);
    put("predictBytes", model.plannedBytes(batch, false));
    put("trainBytes", model.plannedBytes(batch, true));
  }
}
