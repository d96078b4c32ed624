package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/**
 * Scaled exponential linear unit, {@code 1.0507 (x > 0 ? x : 1.6733 (exp(x) - 1))}, for dense
 * networks that normalise themselves. Any shape. Klambauer et al., 2017.
 */
public record Selu() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "selu";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.SELU);
  }
}
