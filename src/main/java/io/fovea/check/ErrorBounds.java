package io.fovea.check;

import static io.fovea.check.Bound.DIVISION;
import static io.fovea.check.Bound.TINY;
import static io.fovea.check.Bound.gamma;

import io.fovea.op.AccumulateErrors;
import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * Bounds of running means. Two quotients, two products and a sum join a batch's mean to the one
 * before; a batch's mean is a sum of n terms and a quotient. Terms of {@code |x - t|} are rounded
 * once, their squares three times. With {@code a = t - mean before} and A the mean of its
 * magnitudes, the batch's shift is off by {@code gamma(n + 7) A}, a deviation from it by {@code
 * gamma(n + 9) (|a| + A)}, and so the mean of the squares of those by {@code gamma(3n + 27)} times
 * {@code 4 mean of a^2}.
 */
final class ErrorBounds {
  private static final int JOIN = 2 * DIVISION + 4;

  private ErrorBounds() {}

  static List<double[]> joined(Sample sample) {
    Tensor after = sample.expected().get(0);
    int columns = after.shape().dim(0);
    double[] bound = new double[after.length()];
    for (int c = 0; c < columns; c++) {
      column(sample, after, columns, c, bound);
    }
    return List.of(bound);
  }

  private static void column(Sample sample, Tensor after, int columns, int c, double[] bound) {
    int at = c * AccumulateErrors.MEANS;
    Tensor t = sample.input(2);
    int rows = t.length() / columns;
    double before = sample.input(0).get(at + 1);
    double magnitudes = 0;
    double squares = 0;
    for (int i = c; i < t.length(); i += columns) {
      double a = t.get(i) - before;
      magnitudes += Math.abs(a) / rows;
      squares += a * a / rows;
    }
    bound[at] = gamma(1) * after.get(at);
    bound[at + 1] = gamma(rows + DIVISION + JOIN) * (Math.abs(before) + magnitudes) + TINY;
    bound[at + 2] =
        gamma(3.0 * rows + 27 + 2 * DIVISION + JOIN)
                * (Math.abs(sample.input(0).get(at + 2)) + 4 * squares)
            + TINY;
    for (int i = 3; i < AccumulateErrors.MEANS; i++) {
      double earlier = Math.abs(sample.input(0).get(at + i));
      bound[at + i] =
          gamma(rows + 3 + DIVISION + JOIN) * (earlier + Math.abs(after.get(at + i))) + TINY;
    }
  }
}
