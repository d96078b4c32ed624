package io.fovea.backend.reference;

import static io.fovea.op.CrossEntropy.FLOOR;

import io.fovea.op.LossFunction;

/** The losses of one element and their slopes, as they are written in mathematics. */
final class ReferenceLoss {
  private ReferenceLoss() {}

  static double value(LossFunction function, double a, double x, double t) {
    double d = x - t;
    return switch (function) {
      case SQUARED -> d * d;
      case ABSOLUTE -> Math.abs(d);
      case HUBER -> Math.abs(d) <= a ? d * d / 2 : a * (Math.abs(d) - a / 2);
      case LOG_COSH -> Math.abs(d) + Math.log1p(Math.exp(-2 * Math.abs(d))) - Math.log(2);
      case QUANTILE -> d < 0 ? -a * d : (1 - a) * d;
      case HINGE -> Math.max(0, 1 - t * x);
      case BINARY_CROSS_ENTROPY_OF_LOGIT ->
          Math.max(x, 0) - t * x + Math.log1p(Math.exp(-Math.abs(x)));
      case BINARY_CROSS_ENTROPY ->
          -t * Math.log(Math.max(x, FLOOR)) - (1 - t) * Math.log(Math.max(1 - x, FLOOR));
    };
  }

  static double slope(LossFunction function, double a, double x, double t) {
    double d = x - t;
    return switch (function) {
      case SQUARED -> 2 * d;
      case ABSOLUTE -> Math.signum(d);
      case HUBER -> Math.abs(d) <= a ? d : a * Math.signum(d);
      case LOG_COSH -> Math.tanh(d);
      case QUANTILE -> d < 0 ? -a : d > 0 ? 1 - a : d;
      case HINGE -> 1 - t * x > 0 ? -t : 0;
      case BINARY_CROSS_ENTROPY_OF_LOGIT -> 1 / (1 + Math.exp(-x)) - t;
      case BINARY_CROSS_ENTROPY -> -t / Math.max(x, FLOOR) + (1 - t) / Math.max(1 - x, FLOOR);
    };
  }
}
