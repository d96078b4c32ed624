package io.fovea.backend.reference;

import io.fovea.op.ActivationFunction;

/** The activation functions and their slopes, as they are written in mathematics. */
final class ReferenceActivation {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double GELU_CUBIC = 0.044715;

  private ReferenceActivation() {}

  static double value(ActivationFunction function, double a, double x) {
    return switch (function) {
      case LEAKY_RELU -> x > 0 ? x : a * x;
      case ELU -> x > 0 ? x : a * Math.expm1(x);
      case SELU -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
      case GELU -> x * normalDistribution(x);
      case GELU_TANH -> x / 2 * (1 + Math.tanh(geluArgument(x)));
      case SILU -> x * sigmoid(x);
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> Math.min(1, Math.max(0, x / 6 + 0.5));
      case HARD_SWISH -> x * Math.min(1, Math.max(0, x / 6 + 0.5));
      case TANH -> Math.tanh(x);
      case SOFTPLUS -> Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
    };
  }

  static double slope(ActivationFunction function, double a, double x) {
    return switch (function) {
      case LEAKY_RELU -> x > 0 ? 1 : a;
      case ELU -> x > 0 ? 1 : a * Math.exp(x);
      case SELU -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x));
      case GELU -> normalDistribution(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_TANH -> {
        double t = Math.tanh(geluArgument(x));
        double inner = Math.sqrt(2 / Math.PI) * (1 + 3 * GELU_CUBIC * x * x);
        yield (1 + t) / 2 + x / 2 * (1 - t * t) * inner;
      }
      case SILU -> sigmoid(x) + x * sigmoid(x) * sigmoid(-x);
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case HARD_SIGMOID -> x > -3 && x < 3 ? 1.0 / 6 : 0;
      case HARD_SWISH -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
      case TANH -> 1 / (Math.cosh(x) * Math.cosh(x));
      case SOFTPLUS -> sigmoid(x);
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double geluArgument(double x) {
    return Math.sqrt(2 / Math.PI) * (x + GELU_CUBIC * x * x * x);
  }

  /**
   * Phi(x). Near 0 by the series {@code 1/2 + phi(x) (x + x^3/3 + x^5/15 + ..)}, whose terms are of
   * one sign; far below it by the continued fraction of the upper tail. Source: Abramowitz, Stegun,
   * "Handbook of mathematical functions", 26.2.11 and 26.2.14.
   */
  private static double normalDistribution(double x) {
    double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    if (Math.abs(x) < 3) {
      double term = x;
      double sum = x;
      for (int i = 3; i < 120; i += 2) {
        term *= x * x / i;
        sum += term;
      }
      return 0.5 + density * sum;
    }
    double far = Math.abs(x);
    double fraction = far;
    for (int i = 120; i > 0; i--) {
      fraction = far + i / fraction;
    }
    double tail = density / fraction;
    return x < 0 ? tail : x > 0 ? 1 - tail : x;
  }
}
