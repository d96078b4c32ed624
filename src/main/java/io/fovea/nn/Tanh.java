package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/** Hyperbolic tangent. Any shape. */
public record Tanh() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "tanh";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.TANH);
  }
}
