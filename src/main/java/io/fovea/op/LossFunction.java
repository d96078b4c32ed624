package io.fovea.op;

/**
 * How {@link LossTerms} compares a prediction {@code x} with a target {@code t}; {@code d = x - t}.
 * The slope by x is 0 at the tip of the absolute and of the quantile loss. NaN stays NaN.
 */
public enum LossFunction {
  /** {@code d^2}. */
  SQUARED(false),

  /** {@code |d|}. */
  ABSOLUTE(false),

  /** {@code |d| <= a ? d^2 / 2 : a (|d| - a / 2)}. Huber, 1964. */
  HUBER(true),

  /** {@code log(cosh(d))}. */
  LOG_COSH(false),

  /** {@code d < 0 ? -a d : (1 - a) d}, whose least mean is at the quantile a. */
  QUANTILE(true),

  /** {@code max(0, 1 - t x)}, for targets -1 and 1. */
  HINGE(false),

  /** {@code log(1 + exp(x)) - t x}: cross-entropy of t in [0, 1] and the sigmoid of x. */
  BINARY_CROSS_ENTROPY_OF_LOGIT(false),

  /**
   * {@code -t log(x) - (1 - t) log(1 - x)}: cross-entropy of t and x, both in [0, 1]. What a
   * logarithm is taken of counts as at least {@link CrossEntropy#FLOOR}.
   */
  BINARY_CROSS_ENTROPY(false);

  private final boolean hasParameter;

  LossFunction(boolean hasParameter) {
    this.hasParameter = hasParameter;
  }

  /** Whether the function depends on {@code a}. */
  public boolean hasParameter() {
    return hasParameter;
  }
}
