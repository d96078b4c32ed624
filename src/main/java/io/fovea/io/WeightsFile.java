package io.fovea.io;

import io.fovea.model.Model;
import io.fovea.nn.Parameter;
import io.fovea.nn.Statistic;
import io.fovea.op.TensorType;
import io.fovea.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights without a model: a safetensors file with the parameters and statistics of a model under
 * their paths. What is read may also be the weights in an archive or in a {@link JsonModel}; the
 * first bytes of the file decide which it is.
 */
public final class WeightsFile {
  private WeightsFile() {}

  /**
   * Writes a safetensors file: beside it first, so that an earlier one stays whole until this one
   * is.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> weights) {
    SafeTensors.write(file, weights, Map.of("format", "fovea"));
  }

  /**
   * The weights of a model: a file must hold exactly these.
   *
   * @return parameters and statistics by their paths
   * @throws FormatException if it breaks the format, or does not fit the model; the message then
   *     lists all that is missing, unexpected or of another shape
   * @throws UncheckedIOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file, Model model) {
    return read(file, Wanted.exactly(types(model)));
  }

  /**
   * The weights of some layers of a model, for transfer learning: a file must hold all of these,
   * and may hold others.
   *
   * @param prefixes beginnings of paths, such as {@code block1} or {@code block1/conv/w}
   * @throws IllegalArgumentException if the model has no path with one of the prefixes
   * @throws FormatException as {@link #read(Path, Model)}
   * @throws UncheckedIOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file, Model model, Collection<String> prefixes) {
    Map<String, TensorType> all = types(model);
    Map<String, TensorType> some = new LinkedHashMap<>();
    for (String prefix : prefixes) {
      List<String> paths = all.keySet().stream().filter(path -> isBelow(path, prefix)).toList();
      if (paths.isEmpty()) {
        throw new IllegalArgumentException(
            "weights: no path of the model begins with '%s'; there are %s"
                .formatted(prefix, all.keySet()));
      }
      paths.forEach(path -> some.put(path, all.get(path)));
    }
    return read(file, Wanted.among(some));
  }

  private static boolean isBelow(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + "/");
  }

  private static Map<String, Tensor> read(Path file, Wanted wanted) {
    return switch (FileForm.of(file)) {
      case ARCHIVE -> ModelArchive.readWeights(file, wanted);
      case JSON -> JsonModel.readWeights(file, wanted);
      case TENSORS, OTHER -> SafeTensors.read(file, wanted);
    };
  }

  /** The weights that a model has, in the order of its layers. */
  static Map<String, TensorType> types(Model model) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      types.put(parameter.path(), TensorType.real(parameter.shape()));
    }
    for (Statistic statistic : model.statistics()) {
      types.put(statistic.path(), TensorType.real(statistic.shape()));
    }
    return types;
  }
}
