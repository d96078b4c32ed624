package io.fovea.train;

import io.fovea.op.LossFunction;

/** {@code (x - t)^2}, the mean over all elements of the output. */
public record MeanSquaredError() implements ElementLoss {
  @Override
  public LossFunction function() {
    return LossFunction.SQUARED;
  }
}
