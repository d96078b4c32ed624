package io.fovea.train;

import io.fovea.op.LossFunction;

/**
 * {@code log(cosh(x - t))}, the mean over all elements of the output: half a square near 0, and the
 * distance less log 2 far away.
 */
public record LogCosh() implements ElementLoss {
  @Override
  public LossFunction function() {
    return LossFunction.LOG_COSH;
  }
}
