package io.fovea.train;

import io.fovea.op.LossFunction;

/**
 * With {@code d = t - x}: {@code q d} where the prediction is too small, else {@code (q - 1) d};
 * the mean over all elements of the output. It is least where the part q of all targets lies below
 * the prediction. Koenker, Bassett, Regression Quantiles, 1978.
 *
 * @param q in (0, 1); 0.5 is half the absolute error
 */
public record Quantile(double q) implements ElementLoss {
  public Quantile {
    if (!(q > 0 && q < 1)) {
      throw new IllegalArgumentException("quantile: q must lie in (0, 1), got " + q);
    }
  }

  @Override
  public LossFunction function() {
    return LossFunction.QUANTILE;
  }

  @Override
  public double parameter() {
    return q;
  }
}
