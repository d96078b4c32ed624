package io.fovea.cli;

import io.fovea.io.JsonModel;
import io.fovea.io.ModelArchive;
import io.fovea.io.WeightsFile;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a saved model in another form. */
@Command(
    name = "export",
    description = "Write a saved network as JSON, or its weights as safetensors.",
    footer = {
      "",
      "The ending of the new file decides what it is:",
      "  .json         network and weights as plain JSON, for small networks;",
      "                'predict', 'eval' and 'train --weights' read it",
      "  .safetensors  the weights alone, for 'train --weights' and other programs"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand extends Reporting {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = "out/model.fovea",
      description = "What 'fovea train' saved (default: ${DEFAULT-VALUE}).")
  private Path model = Path.of("out/model.fovea");

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The new file, such as out/model.json.")
  private Path to = Path.of("");

  @Override
  void run() throws IOException {
    String name = to.toString().toLowerCase(Locale.ROOT);
    boolean isJson = name.endsWith(".json");
    MisuseException.require(
        isJson || name.endsWith(".safetensors"),
        "--to: '%s' must end in .json or .safetensors",
        to);
    ModelArchive archive = ModelArchive.read(model);
    if (isJson) {
      JsonModel.write(to, archive);
    } else {
      WeightsFile.write(to, archive.weights());
    }
    long numbers = archive.weights().values().stream().mapToLong(Tensor::length).sum();
    long bytes = Files.size(to);
    say("%s: %,d numbers in %,d tensors, %,d bytes", to, numbers, archive.weights().size(), bytes);
    put("model", model.toString());
    put("file", to.toString());
    put("tensors", archive.weights().size());
    put("numbers", numbers);
    put("bytes", bytes);
  }
}
