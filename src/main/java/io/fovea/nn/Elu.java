package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/**
 * Exponential linear unit, {@code y = x > 0 ? x : alpha (exp(x) - 1)}. Any shape. Clevert,
 * Unterthiner, Hochreiter, 2015.
 *
 * @param alpha minus the limit far below zero, finite
 */
public record Elu(double alpha) implements ElementwiseLayer {
  public Elu {
    require(Double.isFinite(alpha), "elu: alpha must be finite, got %s", alpha);
  }

  /** With alpha 1. */
  public Elu() {
    this(1);
  }

  @Override
  public String kind() {
    return "elu";
  }

  @Override
  public Activate op() {
    return new Activate(ActivationFunction.ELU, alpha);
  }
}
