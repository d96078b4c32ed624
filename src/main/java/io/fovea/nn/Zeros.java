package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/** All zeros. */
public record Zeros() implements Initializer {
  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    return new float[Math.toIntExact(shape.elements())];
  }
}
