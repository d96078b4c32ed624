package io.fovea.cli;

import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Images of noise, to measure with: what they show does not matter. */
final class RandomImages {
  private RandomImages() {}

  /** So many images of a shape, of each class the same number. */
  static Dataset of(Shape image, int classes, int n) {
    byte[] pixels = new byte[Math.multiplyExact(n, (int) image.elements())];
    Philox.Sequence random = Philox.sequence(1, "bench");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    int[] labels = IntStream.range(0, n).map(i -> i % classes).toArray();
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return Dataset.of(
        Tensor.of(image.batched(n), pixels), labels, names, Preprocessing.unit(image));
  }

  /** So many images as numbers from 0 to 1. */
  static Tensor prepared(Shape image, int n) {
    return numbers(image.batched(n));
  }

  /** Numbers from 0 to 1. */
  static Tensor numbers(Shape shape) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    Philox.Sequence random = Philox.sequence(1, "bench");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return Tensor.of(shape, values);
  }
}
