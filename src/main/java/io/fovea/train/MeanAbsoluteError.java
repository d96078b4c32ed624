package io.fovea.train;

import io.fovea.op.LossFunction;

/** {@code |x - t|}, the mean over all elements of the output; its slope at 0 is 0. */
public record MeanAbsoluteError() implements ElementLoss {
  @Override
  public LossFunction function() {
    return LossFunction.ABSOLUTE;
  }
}
