package io.fovea.train;

import io.fovea.op.LossFunction;

/**
 * With {@code d = x - t}: {@code d^2 / 2} where {@code |d| <= delta}, else {@code delta (|d| -
 * delta / 2)}; the mean over all elements of the output. Huber, Robust Estimation of a Location
 * Parameter, 1964. It is that of PyTorch and of Keras.
 *
 * @param delta where the square ends, above 0
 */
public record Huber(double delta) implements ElementLoss {
  public Huber {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("huber: delta must be above 0 and finite, got " + delta);
    }
  }

  /** With a delta of 1. */
  public Huber() {
    this(1);
  }

  @Override
  public LossFunction function() {
    return LossFunction.HUBER;
  }

  @Override
  public double parameter() {
    return delta;
  }
}
