package io.fovea.train;

import io.fovea.op.LossFunction;

/**
 * {@code max(0, 1 - t x)} for targets -1 and 1, the mean over all elements of the output; the
 * output is a margin, of any size. Examples that have two classes instead are compared with -1 for
 * the first and 1 for the second.
 */
public record Hinge() implements ElementLoss {
  @Override
  public LossFunction function() {
    return LossFunction.HINGE;
  }

  @Override
  public Target.Range range() {
    return Target.Range.SIGN;
  }
}
