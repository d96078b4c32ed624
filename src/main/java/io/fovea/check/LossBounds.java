package io.fovea.check;

import static io.fovea.check.Bound.FUNCTION;
import static io.fovea.check.Bound.TINY;
import static io.fovea.check.Bound.gamma;

import io.fovea.op.LossFunction;
import io.fovea.op.LossTerms;
import io.fovea.op.LossTermsGradient;
import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * Bounds of the losses of single elements: at most two functions of OpenCL C and a few operations,
 * which may cancel; so they are relative to the terms that a loss is made of.
 */
final class LossBounds {
  private static final int ROUNDINGS = 2 * FUNCTION + 4;

  private LossBounds() {}

  static List<double[]> value(LossTerms op, Sample sample) {
    Tensor y = sample.expected().get(0);
    double[] bound = new double[y.length()];
    for (int i = 0; i < bound.length; i++) {
      double x = sample.input(0).get(i);
      double t = sample.input(1).get(i);
      bound[i] = gamma(ROUNDINGS) * terms(op.function(), op.a(), x, t, y.get(i)) + TINY;
    }
    return List.of(bound);
  }

  private static double terms(LossFunction function, double a, double x, double t, double y) {
    double size = Math.abs(x) + Math.abs(t);
    return switch (function) {
      case SQUARED, HUBER, ABSOLUTE, QUANTILE -> Math.abs(y) + size * (1 + a) * Math.abs(x - t);
      case LOG_COSH -> 1 + size;
      case HINGE -> 1 + Math.abs(t * x);
      case BINARY_CROSS_ENTROPY_OF_LOGIT -> 1 + Math.abs(x) + Math.abs(t * x);
      case BINARY_CROSS_ENTROPY -> 1 + Math.abs(y) + 1 / (1 - x);
    };
  }

  static List<double[]> gradient(LossTermsGradient op, Sample sample) {
    Tensor dx = sample.expected().get(0);
    double[] bound = new double[dx.length()];
    for (int i = 0; i < bound.length; i++) {
      double x = sample.input(0).get(i);
      double t = sample.input(1).get(i);
      double dy = Math.abs(sample.input(2).get(i));
      bound[i] = gamma(ROUNDINGS) * dy * slopeTerms(op.function(), op.a(), x, t) + TINY;
    }
    return List.of(bound);
  }

  private static double slopeTerms(LossFunction function, double a, double x, double t) {
    return switch (function) {
      case SQUARED, HUBER, LOG_COSH -> 2 * (Math.abs(x) + Math.abs(t)) + a;
      case ABSOLUTE, QUANTILE -> 1;
      case HINGE -> Math.abs(t);
      case BINARY_CROSS_ENTROPY_OF_LOGIT -> 1 + Math.abs(t);
      case BINARY_CROSS_ENTROPY -> 1 / x + 1 / ((1 - x) * (1 - x));
    };
  }
}
