package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/** {@code y = x} times its hard sigmoid. Any shape. Howard et al., 2019. */
public record HardSwish() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "hard_swish";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.HARD_SWISH);
  }
}
