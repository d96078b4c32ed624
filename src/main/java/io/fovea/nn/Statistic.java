package io.fovea.nn;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;

/**
 * Something that a layer of a model measures while training, such as the running mean of a batch
 * normalisation.
 *
 * @param path the stable name, such as {@code norm1/mean}
 * @param value what every element begins with
 */
public record Statistic(String path, Shape shape, float value) {
  /** Its first value. */
  public Tensor initial() {
    float[] values = new float[Math.toIntExact(shape.elements())];
    Arrays.fill(values, value);
    return Tensor.of(shape, values);
  }
}
