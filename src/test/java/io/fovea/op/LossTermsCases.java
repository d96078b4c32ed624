package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cases of {@link LossTerms}: every function on both sides of its bends, and at special values. */
public final class LossTermsCases implements OpCases {
  /** Predictions that are neither at a kink nor at the edge of what a loss is defined for. */
  static final Fill ANY = Fill.each(r -> r.nextInt(9) - 4, r -> 6 * r.nextDouble() - 3.01);

  static final Fill PROBABILITY =
      Fill.each(r -> (1 + r.nextInt(3)) / 4.0, r -> 0.02 + 0.96 * r.nextDouble());

  static final Fill SIGN = Fill.each(r -> 2 * r.nextInt(2) - 1, r -> 2 * r.nextInt(2) - 1);

  @Override
  public Class<LossTerms> op() {
    return LossTerms.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    for (LossFunction function : LossFunction.values()) {
      String name = name(function);
      LossTerms op = new LossTerms(function, parameter(function));
      cases.add(of(name, op, 5, 7));
      cases.add(of(name + "_vector", op, 19));
      cases.add(of(name + "_images", op, 2, 5, 7, 3));
      cases.add(of(name + "_big", op, 64, 28, 28, 1).big());
    }
    float nan = Float.NaN;
    float infinity = Float.POSITIVE_INFINITY;
    for (LossFunction function :
        List.of(
            LossFunction.SQUARED,
            LossFunction.ABSOLUTE,
            LossFunction.HUBER,
            LossFunction.QUANTILE)) {
      cases.add(
          OpCase.special(
              name(function) + "_special",
              new LossTerms(function, parameter(function)),
              Argument.given(nan, 1, infinity, -infinity, 0, 2),
              Argument.given(0, nan, 1, 1, 0, 2)));
    }
    cases.add(
        OpCase.special(
            "binary_cross_entropy_certain",
            new LossTerms(LossFunction.BINARY_CROSS_ENTROPY, 0),
            Argument.given(1, 0, nan),
            Argument.given(1, 0, 1)));
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public String inexact() {
    return "exponentials and logarithms are rounded";
  }

  static String name(LossFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  /** A parameter that floats hold exactly. */
  static double parameter(LossFunction function) {
    return switch (function) {
      case HUBER -> 1.5;
      case QUANTILE -> 0.75;
      default -> 0;
    };
  }

  static Fill predictions(LossFunction function) {
    return function == LossFunction.BINARY_CROSS_ENTROPY ? PROBABILITY : ANY;
  }

  static Fill targets(LossFunction function) {
    return switch (function) {
      case HINGE -> SIGN;
      case BINARY_CROSS_ENTROPY, BINARY_CROSS_ENTROPY_OF_LOGIT -> PROBABILITY;
      default -> ANY;
    };
  }

  private static OpCase of(String name, LossTerms op, int... shape) {
    return OpCase.of(
        name,
        op,
        Argument.of(predictions(op.function()), shape),
        Argument.of(targets(op.function()), shape));
  }
}
