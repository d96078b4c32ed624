package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/** Sigmoid linear unit, also called swish: {@code y = x / (1 + exp(-x))}. Any shape. */
public record Silu() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "silu";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.SILU);
  }
}
