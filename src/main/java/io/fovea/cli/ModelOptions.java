package io.fovea.cli;

import io.fovea.io.JsonModel;
import io.fovea.io.ModelArchive;
import io.fovea.io.ModelCodec;
import io.fovea.model.Model;
import io.fovea.model.Zoo;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Turns what a person types for a model into one. */
final class ModelOptions {
  private ModelOptions() {}

  /**
   * A model of the zoo by name, or the architecture in a {@code .fovea} archive or {@code
   * model.json}.
   *
   * @param image shape of one example, for a model of the zoo
   * @throws MisuseException if there is none, or one of the zoo cannot take such images
   */
  static Model of(String nameOrFile, Shape image, int classes) {
    if (Zoo.names().contains(nameOrFile)) {
      MisuseException.requireAtLeast(1, "--classes", classes);
      try {
        return Zoo.of(nameOrFile, image, classes);
      } catch (IllegalArgumentException e) {
        throw new MisuseException(
            "--model %s for images %s: %s".formatted(nameOrFile, image, e.getMessage()), e);
      }
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw new MisuseException(
          "--model: '" + nameOrFile + "' is neither a file nor one of " + Zoo.names());
    }
    return isJson(nameOrFile) ? ModelCodec.read(file) : ModelArchive.read(file).model();
  }

  /** The weights in a saved network, by their paths; none for a model of the zoo or a bare one. */
  static Map<String, Tensor> weights(String nameOrFile) {
    if (Zoo.names().contains(nameOrFile)) {
      return Map.of();
    }
    Path file = Path.of(nameOrFile);
    return isJson(nameOrFile) && !JsonModel.hasWeights(file)
        ? Map.of()
        : ModelArchive.read(file).weights();
  }

  private static boolean isJson(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".json");
  }

  /** The shape of an image as a person types it: {@code 28x28x1}. */
  static Shape shape(String text) {
    return shape("--input", text, "28x28x1 (height x width x channels)");
  }

  /**
   * A shape as a person types it for an option.
   *
   * @param example what would have been one, for the message
   */
  static Shape shape(String option, String text, String example) {
    try {
      String[] parts = text.split("x", -1);
      int[] dims = new int[parts.length];
      for (int i = 0; i < parts.length; i++) {
        dims[i] = Integer.parseInt(parts[i].trim());
      }
      return Shape.of(dims);
    } catch (IllegalArgumentException e) {
      throw new MisuseException(option + ": '" + text + "' is not a shape such as " + example, e);
    }
  }
}
