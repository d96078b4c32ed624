package io.fovea.train;

import io.fovea.op.AccumulateBinary;
import io.fovea.op.TensorType;
import io.fovea.tensor.Tensor;

/**
 * How often each unit said yes and no to what was yes and no. What was not a number was the wrong
 * answer.
 *
 * @param counts {@code [units, 2, 2]}: the truth, then what was said
 */
record BinaryCounts(Tensor counts) {
  static void requireThreshold(double threshold) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "metric: a threshold is a probability in [0, 1], got " + threshold);
    }
  }

  /** Whether a target is yes and no. */
  static boolean areOf(Target target) {
    return target instanceof Target.Values values
        && (values.range() == Target.Range.UNIT || values.range() == Target.Range.SIGN);
  }

  static TensorType type(Target target) {
    return TensorType.ints(((Target.Values) target).shape().dim(-1), 2, 2);
  }

  /** Counts for a threshold that is a probability. */
  static AccumulateBinary op(Target target, double threshold) {
    boolean isSign = ((Target.Values) target).range() == Target.Range.SIGN;
    return isSign
        ? new AccumulateBinary(2 * threshold - 1, 0)
        : new AccumulateBinary(threshold, 0.5);
  }

  int units() {
    return counts.shape().dim(0);
  }

  /** How often a unit said this to that. */
  long count(int unit, int truth, int said) {
    return counts.ints()[(unit * 2 + truth) * 2 + said];
  }

  /** The part of all that was said that was right; 0 where nothing was. */
  double accuracy() {
    long right = 0;
    long all = 0;
    for (int unit = 0; unit < units(); unit++) {
      right += count(unit, 0, 0) + count(unit, 1, 1);
      all += count(unit, 0, 0) + count(unit, 0, 1) + count(unit, 1, 0) + count(unit, 1, 1);
    }
    return right / (double) Math.max(1, all);
  }
}
