package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/** {@code y = log(1 + exp(x))}. Any shape. */
public record Softplus() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "softplus";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.SOFTPLUS);
  }
}
