package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/**
 * Variance {@code 2 / (fan in + fan out)}, a compromise between signals and gradients.
 *
 * <p>Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks", 2010, equation 12.
 */
public record Glorot(Distribution distribution) implements Initializer {
  /** Normally distributed. */
  public static Glorot normal() {
    return new Glorot(Distribution.NORMAL);
  }

  /** Uniformly distributed. */
  public static Glorot uniform() {
    return new Glorot(Distribution.UNIFORM);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    return distribution.draw(shape, StrictMath.sqrt(2.0 / (fan.in() + fan.out())), random);
  }
}
