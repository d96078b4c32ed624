package io.fovea.check;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * A result beside the exact one.
 *
 * @param failures how many elements are further off than their bound
 * @param worst flat index of the element that uses up most of its bound
 * @param got the result there
 * @param want the exact result there
 * @param bound the error allowed there
 * @param used {@code |got - want| / bound} there: 1 is the limit; infinite where no error is
 *     allowed
 */
public record Comparison(
    Shape shape, long failures, int worst, double got, double want, double bound, double used) {

  /**
   * Compares element by element. NaN must meet NaN. An exact result beyond the largest float may
   * come out as infinite, and an infinite one must; where the bound is NaN the results must be
   * equal.
   *
   * @throws IllegalArgumentException if types or shapes differ
   */
  public static Comparison of(Tensor got, Tensor want, double[] bounds) {
    boolean isInteger = want.dtype() == DType.I32 || want.dtype() == DType.U8;
    if (!got.shape().equals(want.shape()) || (isInteger && got.dtype() != want.dtype())) {
      throw new IllegalArgumentException(
          "comparison: got "
              + got.dtype()
              + " "
              + got.shape()
              + ", want "
              + want.dtype()
              + " "
              + want.shape());
    }
    long failures = 0;
    int worst = 0;
    double most = -1;
    for (int i = 0; i < want.length(); i++) {
      double used = used(got.get(i), want.get(i), bounds[i]);
      failures += used > 1 ? 1 : 0;
      if (used > most) {
        most = used;
        worst = i;
      }
    }
    return new Comparison(
        want.shape(), failures, worst, got.get(worst), want.get(worst), bounds[worst], most);
  }

  private static double used(double got, double want, double bound) {
    // Compares equal and opposite zeros, and infinities, as equal.
    if (got == want || (Double.isNaN(got) && Double.isNaN(want))) {
      return 0;
    }
    double error = Math.abs(got - want);
    if (Math.abs(want) > Float.MAX_VALUE) {
      boolean overflows = Double.isInfinite(got) && Math.signum(got) == Math.signum(want);
      return overflows ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(error) || Double.isNaN(bound) || bound == 0) {
      return Double.POSITIVE_INFINITY;
    }
    return error / bound;
  }

  /** True if every element is within its bound. */
  public boolean passes() {
    return failures == 0;
  }

  /** Where, what and how far off; then how many. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "at %s: got %.9g, want %.9g, error %.3g, bound %.3g; %d of %d elements of %s are off",
        Arrays.toString(index()),
        got,
        want,
        Math.abs(got - want),
        bound,
        failures,
        shape.elements(),
        shape);
  }

  private int[] index() {
    int[] index = new int[shape.rank()];
    int rest = worst;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return index;
  }
}
