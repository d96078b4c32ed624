package io.fovea.backend.cpu;

import io.fovea.op.ActivationFunction;

/** The activation functions and their slopes. */
final class CpuActivation {
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SQRT_2_OVER_PI = 0.7978845608028654;
  private static final double INVERSE_SQRT_2_PI = 0.3989422804014327;
  private static final double GELU_CUBIC = 0.044715;

  private CpuActivation() {}

  static double value(ActivationFunction function, float a, double x) {
    return switch (function) {
      case LEAKY_RELU -> x > 0 ? x : a * x;
      case ELU -> x > 0 ? x : a * Elementary.expm1(x);
      case SELU -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Elementary.expm1(x));
      case GELU -> x * Elementary.normalDistribution(x);
      case GELU_TANH -> x * Elementary.sigmoid(2 * geluArgument(x));
      case SILU -> x * Elementary.sigmoid(x);
      case SIGMOID -> Elementary.sigmoid(x);
      case HARD_SIGMOID -> hardSigmoid(x);
      case HARD_SWISH -> x * hardSigmoid(x);
      case TANH -> Elementary.tanh(x);
      case SOFTPLUS -> Math.max(x, 0) + Elementary.log1p(Elementary.exp(-Math.abs(x)));
    };
  }

  static double slope(ActivationFunction function, float a, double x) {
    return switch (function) {
      case LEAKY_RELU -> x > 0 ? 1 : a;
      case ELU -> x > 0 ? 1 : a * Elementary.exp(x);
      case SELU -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Elementary.exp(x));
      case GELU ->
          Elementary.normalDistribution(x) + x * INVERSE_SQRT_2_PI * Elementary.exp(-x * x / 2);
      case GELU_TANH -> {
        double z = 2 * geluArgument(x);
        double inner = 2 * SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * x * x);
        yield Elementary.sigmoid(z) + x * sigmoidSlope(z) * inner;
      }
      case SILU -> Elementary.sigmoid(x) + x * sigmoidSlope(x);
      case SIGMOID -> sigmoidSlope(x);
      case HARD_SIGMOID -> x > -3 && x < 3 ? 1.0 / 6 : 0;
      case HARD_SWISH -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
      case TANH -> 4 * sigmoidSlope(2 * x);
      case SOFTPLUS -> Elementary.sigmoid(x);
    };
  }

  private static double geluArgument(double x) {
    return SQRT_2_OVER_PI * (x + GELU_CUBIC * x * x * x);
  }

  private static double hardSigmoid(double x) {
    return Math.min(1, Math.max(0, x / 6 + 0.5));
  }

  /** By |x|, of which it is an even function, so that nothing overflows. */
  private static double sigmoidSlope(double x) {
    double e = Elementary.exp(-Math.abs(x));
    return e / ((1 + e) * (1 + e));
  }
}
