package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/**
 * {@code y = x > 0 ? x : slope x}. Any shape. Where x is 0 its gradient is {@code slope}.
 *
 * @param slope below zero, finite
 */
public record LeakyRelu(double slope) implements ElementwiseLayer {
  public LeakyRelu {
    require(Double.isFinite(slope), "leaky relu: slope must be finite, got %s", slope);
  }

  /** With slope 0.01, as in Maas, Hannun, Ng, 2013. */
  public LeakyRelu() {
    this(0.01);
  }

  @Override
  public String kind() {
    return "leaky_relu";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.LEAKY_RELU, slope);
  }
}
