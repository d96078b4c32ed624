package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/** {@code y = 1 / (1 + exp(-x))}. Any shape. */
public record Sigmoid() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "sigmoid";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.SIGMOID);
  }
}
