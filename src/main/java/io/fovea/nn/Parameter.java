package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;

/**
 * A parameter that a layer of a model declared.
 *
 * @param path the stable name, such as {@code conv1/w}
 * @param decays whether weight decay applies to it
 */
public record Parameter(
    String path, Shape shape, Initializer initializer, Fan fan, boolean decays) {

  /** Its first value: a function of the seed and the path, the same on every device. */
  public Tensor initial(long seed) {
    float[] values = initializer.draw(shape, fan, Philox.sequence(seed, path));
    if (values.length != shape.elements()) {
      throw new IllegalStateException(
          "parameter '%s' %s: the initialiser gave %d values"
              .formatted(path, shape, values.length));
    }
    return Tensor.of(shape, values);
  }
}
