package io.fovea.nn;

import io.fovea.op.WeightPenalty;

/**
 * What large weights cost: {@code sum of l1 |w| + l2 w w}, added to what training makes small. The
 * gradient of a weight grows by {@code l1 sign(w) + 2 l2 w}. It is in no loss that is reported,
 * neither of training nor of validation, so that these compare from model to model.
 */
public record Penalty(double l1, double l2) {
  public Penalty {
    new WeightPenalty(l1, l2);
  }

  /** Of magnitudes: drives weights to 0. */
  public static Penalty l1(double factor) {
    return new Penalty(factor, 0);
  }

  /** Of squares: keeps weights small. */
  public static Penalty l2(double factor) {
    return new Penalty(0, factor);
  }

  /** Of both. */
  public static Penalty of(double l1, double l2) {
    return new Penalty(l1, l2);
  }
}
