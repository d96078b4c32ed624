package io.fovea.check;

import static io.fovea.check.Bound.TINY;
import static io.fovea.check.Bound.gamma;

import io.fovea.op.ActivateGradient;
import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * Bounds of activation functions. Their arguments pass a few roundings (a constant factor, a cubic
 * polynomial), which counts for as much as the function is steep there; then come one or two
 * functions of OpenCL C, of which the complementary error function, with 16 ulp, is the least
 * accurate, and a few operations more.
 */
final class ActivationBounds {
  /** Roundings of the argument. */
  private static final double ARGUMENT = 8;

  /** 16 ulp are 32 roundings; what precedes and follows the function, 8 more. */
  private static final int RESULT = 40;

  private ActivationBounds() {}

  /** {@code y = f(x)}: relative to y, and what a change of x by its roundings changes. */
  static List<double[]> value(Sample sample) {
    Tensor y = sample.expected().get(0);
    double[] steepness = changeByArgument(sample, y);
    double[] bound = new double[y.length()];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = gamma(RESULT) * Math.abs(y.get(i)) + steepness[i] + TINY;
    }
    return List.of(bound);
  }

  /** {@code dx = f'(x) dy}: as the value; but a slope may be the difference of terms of size 1. */
  static List<double[]> gradient(ActivateGradient op, Sample sample) {
    Tensor dx = sample.expected().get(0);
    double terms = Math.max(1, Math.abs(op.a()));
    double[] steepness = changeByArgument(sample, dx);
    double[] bound = new double[dx.length()];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = gamma(RESULT) * terms * Math.abs(sample.input(1).get(i)) + steepness[i] + TINY;
    }
    return List.of(bound);
  }

  private static double[] changeByArgument(Sample sample, Tensor exact) {
    Tensor above = sample.withInput(0, x -> x * (1 + gamma(ARGUMENT))).get(0);
    Tensor below = sample.withInput(0, x -> x * (1 - gamma(ARGUMENT))).get(0);
    double[] change = new double[exact.length()];
    for (int i = 0; i < change.length; i++) {
      double up = Math.abs(above.get(i) - exact.get(i));
      change[i] = Math.max(up, Math.abs(below.get(i) - exact.get(i)));
    }
    return change;
  }
}
