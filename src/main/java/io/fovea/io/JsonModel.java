package io.fovea.io;

import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small model as one plain JSON file, for people and for programs that know nothing else: what an
 * archive's {@code model.json} says, and a field {@code weights} with each parameter and statistic
 * by its path: {@code dtype} (F32 or F64), {@code shape}, and {@code values} with the last axis
 * fastest. Each number is written so that reading it gives the same bits.
 */
public final class JsonModel {
  /** Models with more parameters and statistics are refused; a file has about 12 bytes for each. */
  public static final int MOST_NUMBERS = 1_000_000;

  /** Longer files are refused, in bytes: a million numbers in double precision fit. */
  static final long LONGEST = 32 << 20;

  private static final String WEIGHTS = "weights";

  private JsonModel() {}

  /**
   * Writes a file: beside it first, so that an earlier one stays whole until this one is. The state
   * of training is no part of it.
   *
   * @throws IllegalArgumentException if the model is too large, a layer has no registered name, or
   *     a weight is not finite, which JSON has no word for
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, ModelArchive archive) {
    long numbers = archive.weights().values().stream().mapToLong(Tensor::length).sum();
    if (numbers > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "export: the model has %,d numbers, JSON takes %,d at the most; safetensors takes any"
              .formatted(numbers, MOST_NUMBERS));
    }
    Map<String, Json> weights = new LinkedHashMap<>();
    archive.weights().forEach((path, value) -> weights.put(path, write(path, value)));
    String text = archive.description().with(WEIGHTS, new Json.Fields(weights)).pretty();
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Json write(String path, Tensor tensor) {
    boolean isDouble = tensor.dtype() == DType.F64;
    List<Json> values = new ArrayList<>();
    for (int i = 0; i < tensor.length(); i++) {
      double value = tensor.get(i);
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "export: '%s' has %s at element %d, which JSON has no word for"
                .formatted(path, value, i));
      }
      values.add(new Json.Real(isDouble ? value : shortest((float) value)));
    }
    return Json.object()
        .with("dtype", tensor.dtype().name())
        .with("shape", RecordCodec.writeShape(tensor.shape()))
        .with("values", new Json.Items(values));
  }

  /** The double with the fewest digits that rounds to a float, as far as that is known. */
  private static double shortest(float value) {
    double few = Double.parseDouble(Float.toString(value));
    return (float) few == value ? few : value;
  }

  /**
   * Whether a JSON file has weights beside its model.
   *
   * @throws FormatException if it is no JSON object
   * @throws UncheckedIOException if it cannot be read
   */
  public static boolean hasWeights(Path file) {
    return within(file, top -> top.optional(WEIGHTS) != null);
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it breaks the format; the message names file and field
   * @throws UncheckedIOException if it cannot be read
   */
  static ModelArchive read(Path file) {
    return within(
        file,
        top -> {
          ModelArchive described = ModelArchive.describe(top, Set.of(WEIGHTS));
          Wanted wanted = Wanted.exactly(WeightsFile.types(described.model()));
          return described.with(weights(top, wanted));
        });
  }

  /** Reads weights of a file, whatever model they are of. */
  static Map<String, Tensor> readWeights(Path file, Wanted wanted) {
    return within(file, top -> weights(top, wanted));
  }

  private interface Reading<T> {
    T of(JsonField top);
  }

  private static <T> T within(Path file, Reading<T> reading) {
    try {
      return FormatException.within(
          file.toString(), () -> reading.of(new JsonField(parse(file), "")));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read (" + e + ")", e);
    }
  }

  /** The JSON of a file that is not too long to be one. */
  static Json parse(Path file) throws IOException {
    long size = Files.size(file);
    if (size > LONGEST) {
      throw new FormatException("has %,d bytes, the most is %,d".formatted(size, LONGEST));
    }
    return Json.parse(Files.readAllBytes(file));
  }

  private static Map<String, Tensor> weights(JsonField top, Wanted wanted) {
    JsonField weights = top.field(WEIGHTS);
    Map<String, TensorType> found = new LinkedHashMap<>();
    for (String path : weights.fields().keySet()) {
      found.put(path, type(weights.field(path)));
    }
    try {
      wanted.require(found);
    } catch (FormatException e) {
      throw new FormatException(WEIGHTS + ": " + e.getMessage(), e);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    found.forEach(
        (path, type) -> {
          if (wanted.takes(path)) {
            tensors.put(path, tensor(weights.field(path), type));
          }
        });
    return tensors;
  }

  private static TensorType type(JsonField json) {
    json.requireOnly(Set.of("dtype", "shape", "values"));
    JsonField word = json.field("dtype");
    Shape shape = RecordCodec.readShape(json.field("shape"));
    return switch (word.text()) {
      case "F32" -> new TensorType(DType.F32, shape);
      case "F64" -> new TensorType(DType.F64, shape);
      default -> throw word.error("must be F32 or F64");
    };
  }

  private static Tensor tensor(JsonField json, TensorType type) {
    List<JsonField> values = json.field("values").items();
    if (values.size() != type.shape().elements()) {
      throw new FormatException(
          "%s.values must have %,d numbers for shape %s, got %,d"
              .formatted(json.path(), type.shape().elements(), type.shape(), values.size()));
    }
    if (type.dtype() == DType.F64) {
      return Tensor.of(type.shape(), values.stream().mapToDouble(JsonField::real).toArray());
    }
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).real();
      if (!Float.isFinite(floats[i])) {
        throw values.get(i).error("is too large for single precision");
      }
    }
    return Tensor.of(type.shape(), floats);
  }
}
