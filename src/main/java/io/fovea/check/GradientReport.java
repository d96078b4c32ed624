package io.fovea.check;

import io.fovea.tensor.Shape;
import java.util.List;
import java.util.Locale;

/** What a {@link GradientCheck} found, tensor by tensor. */
public record GradientReport(List<Entry> tensors) {
  /** A gradient passes if no coordinate's relative error exceeds this. */
  public static final double TOLERANCE = 1e-6;

  /** Of the coordinates of a tensor, the share that may lie on a kink. */
  private static final double KINKS_ALLOWED = 0.02;

  /**
   * One tensor.
   *
   * @param name of the input or variable
   * @param checked how many coordinates were compared
   * @param kinks how many were left out, because no difference quotient settles there
   * @param maxRelativeError largest {@code |analytic - numeric| / max(|analytic|, |numeric|,
   *     floor)}; infinite where one of them is NaN
   * @param worstIndex flat index of that coordinate, or -1 if none was compared
   * @param analytic the gradient there
   * @param numeric the difference quotient there
   * @param floor below which a gradient counts as this large
   * @param allZero whether the analytic gradient is zero everywhere, which proves nothing
   */
  public record Entry(
      String name,
      Shape shape,
      int checked,
      int kinks,
      double maxRelativeError,
      int worstIndex,
      double analytic,
      double numeric,
      double floor,
      boolean allZero) {

    /** True if something was compared, was not zero, and agreed. */
    public boolean passes() {
      return checked > 0
          && !allZero
          && kinks <= KINKS_ALLOWED * (checked + kinks)
          && maxRelativeError <= TOLERANCE;
    }

    /** One line: the figures, and what is wrong with them. */
    @Override
    public String toString() {
      String verdict =
          allZero
              ? "all zero, which proves nothing"
              : passes() ? "ok" : checked == 0 ? "nothing compared" : "wrong";
      return String.format(
          Locale.ROOT,
          "%s %s: %s; max relative error %.3g at %d (analytic %.10g, numeric %.10g, floor %.3g),"
              + " %d compared, %d on kinks",
          name,
          shape,
          verdict,
          maxRelativeError,
          worstIndex,
          analytic,
          numeric,
          floor,
          checked,
          kinks);
    }
  }

  public GradientReport {
    tensors = List.copyOf(tensors);
  }

  /** True if there is a tensor and all pass. */
  public boolean passes() {
    return !tensors.isEmpty() && tensors.stream().allMatch(Entry::passes);
  }

  /** Largest relative error of all tensors; NaN if there is none. */
  public double maxRelativeError() {
    return tensors.stream().mapToDouble(Entry::maxRelativeError).max().orElse(Double.NaN);
  }

  /** Coordinates compared in all tensors. */
  public long checked() {
    return tensors.stream().mapToLong(Entry::checked).sum();
  }

  /** One line per tensor. */
  @Override
  public String toString() {
    return String.join("\n", tensors.stream().map(Entry::toString).toList());
  }
}
