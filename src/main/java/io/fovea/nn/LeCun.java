package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/**
 * Variance {@code 1 / fan in}, which keeps the variance of signals through layers whose activation
 * is near the identity, as tanh and SELU are.
 *
 * <p>Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", 1998, section 4.6.
 */
public record LeCun(Distribution distribution) implements Initializer {
  /** Normally distributed. */
  public static LeCun normal() {
    return new LeCun(Distribution.NORMAL);
  }

  /** Uniformly distributed. */
  public static LeCun uniform() {
    return new LeCun(Distribution.UNIFORM);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    return distribution.draw(shape, StrictMath.sqrt(1.0 / fan.in()), random);
  }
}
