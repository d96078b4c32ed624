package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/**
 * Variance {@code 2 / fan in}, which keeps the variance of signals through ReLU layers.
 *
 * <p>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", 2015, equation 10.
 */
public record He(Distribution distribution) implements Initializer {
  /** Normally distributed. */
  public static He normal() {
    return new He(Distribution.NORMAL);
  }

  /** Uniformly distributed. */
  public static He uniform() {
    return new He(Distribution.UNIFORM);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    return distribution.draw(shape, StrictMath.sqrt(2.0 / fan.in()), random);
  }
}
