package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/** {@code y = x / 6 + 1 / 2}, clipped to [0, 1]: PyTorch's and Keras 3's form. Any shape. */
public record HardSigmoid() implements ElementwiseLayer {
  @Override
  public String kind() {
    return "hard_sigmoid";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.HARD_SIGMOID);
  }
}
