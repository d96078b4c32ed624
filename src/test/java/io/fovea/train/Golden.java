package io.fovea.train;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** What {@code golden/losses.py} computed, and the formula of its inputs. */
final class Golden {
  private final Map<String, double[]> numbers = new HashMap<>();

  Golden() {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/losses.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n")) {
        String[] words = line.split(" ");
        numbers.put(
            words[0], Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double[] of(String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }

  /** Element i is {@code factor ((i k) mod 13 - 6) / 4 + shift}. */
  static Tensor fill(int k, double factor, double shift, int... shape) {
    float[] values = new float[(int) Shape.of(shape).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (factor * ((i * k % 13 - 6) / 4.0) + shift);
    }
    return Tensor.of(Shape.of(shape), values);
  }

  /** A number for each number. */
  static Tensor map(Tensor x, DoubleUnaryOperator f) {
    float[] values = new float[x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) f.applyAsDouble(x.get(i));
    }
    return Tensor.of(x.shape(), values);
  }
}
