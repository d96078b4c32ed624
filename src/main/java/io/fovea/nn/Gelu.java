package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;

/**
 * Gaussian error linear unit, {@code y = x Phi(x)}, {@code Phi} being the distribution function of
 * the standard normal distribution. Any shape. Hendrycks, Gimpel, 2016.
 *
 * @param approximate whether a hyperbolic tangent stands in for {@code Phi}, as in networks that
 *     were trained so
 */
public record Gelu(boolean approximate) implements ElementwiseLayer {
  /** By the error function. */
  public Gelu() {
    this(false);
  }

  @Override
  public String kind() {
    return "gelu";
  }

  @Override
  public Activate op() {
    return new Activate(approximate ? ActivationFunction.GELU_TANH : ActivationFunction.GELU);
  }
}
