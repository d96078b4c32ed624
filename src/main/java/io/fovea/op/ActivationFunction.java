package io.fovea.op;

/**
 * A function of one number that {@link Activate} applies to each element. Where a function has a
 * kink at 0, its slope there is the one that holds below; at -3 and 3, where a clip begins, the one
 * that holds beyond. NaN stays NaN.
 *
 * <p>{@code a} is the attribute of the op; {@code sigma(x) = 1 / (1 + exp(-x))}; {@code Phi} is the
 * distribution function of the standard normal distribution.
 */
public enum ActivationFunction {
  /** {@code x > 0 ? x : a x}. Maas, Hannun, Ng, 2013. */
  LEAKY_RELU(true),

  /** {@code x > 0 ? x : a (exp(x) - 1)}. Clevert, Unterthiner, Hochreiter, 2015. */
  ELU(true),

  /** {@code 1.0507.. (x > 0 ? x : 1.6732.. (exp(x) - 1))}. Klambauer et al., 2017. */
  SELU(false),

  /** {@code x Phi(x)}, by the error function. Hendrycks, Gimpel, 2016. */
  GELU(false),

  /** {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}, which stands in for GELU. */
  GELU_TANH(false),

  /** {@code x sigma(x)}, also called swish. */
  SILU(false),

  /** {@code sigma(x)}. */
  SIGMOID(false),

  /** {@code x / 6 + 1 / 2}, clipped to [0, 1]. */
  HARD_SIGMOID(false),

  /** {@code x} times its hard sigmoid. Howard et al., 2019. */
  HARD_SWISH(false),

  /** {@code tanh(x)}. */
  TANH(false),

  /** {@code log(1 + exp(x))}. */
  SOFTPLUS(false);

  private final boolean hasParameter;

  ActivationFunction(boolean hasParameter) {
    this.hasParameter = hasParameter;
  }

  /** Whether the function depends on {@code a}. */
  public boolean hasParameter() {
    return hasParameter;
  }
}
