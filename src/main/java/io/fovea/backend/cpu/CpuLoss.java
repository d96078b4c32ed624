package io.fovea.backend.cpu;

import static io.fovea.op.CrossEntropy.FLOOR;

import io.fovea.op.LossFunction;

/** The losses of one element and their slopes. */
final class CpuLoss {
  private static final double LN2 = 0.6931471805599453;

  private CpuLoss() {}

  static double value(LossFunction function, double a, double x, double t) {
    double d = x - t;
    double size = Math.abs(d);
    return switch (function) {
      case SQUARED -> d * d;
      case ABSOLUTE -> size;
      case HUBER -> size <= a ? d * d / 2 : a * (size - a / 2);
      case LOG_COSH -> size + Elementary.log1p(Elementary.exp(-2 * size)) - LN2;
      case QUANTILE -> d < 0 ? -a * d : (1 - a) * d;
      case HINGE -> Math.max(0, 1 - t * x);
      case BINARY_CROSS_ENTROPY_OF_LOGIT ->
          Math.max(x, 0) - t * x + Elementary.log1p(Elementary.exp(-Math.abs(x)));
      case BINARY_CROSS_ENTROPY ->
          -t * StrictMath.log(Math.max(x, FLOOR))
              - (1 - t) * StrictMath.log(Math.max(1 - x, FLOOR));
    };
  }

  static double slope(LossFunction function, double a, double x, double t) {
    double d = x - t;
    return switch (function) {
      case SQUARED -> 2 * d;
      case ABSOLUTE -> Math.signum(d);
      case HUBER -> Math.abs(d) <= a ? d : a * Math.signum(d);
      case LOG_COSH -> Elementary.tanh(d);
      case QUANTILE -> d < 0 ? -a : d > 0 ? 1 - a : d;
      case HINGE -> 1 - t * x > 0 ? -t : 0;
      case BINARY_CROSS_ENTROPY_OF_LOGIT -> Elementary.sigmoid(x) - t;
      case BINARY_CROSS_ENTROPY -> -t / Math.max(x, FLOOR) + (1 - t) / Math.max(1 - x, FLOOR);
    };
  }
}
