package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/**
 * Cases of {@link AccumulateErrors}: from nothing, after few rows and after many, far from zero.
 */
public final class AccumulateErrorsCases implements OpCases {
  @Override
  public Class<AccumulateErrors> op() {
    return AccumulateErrors.class;
  }

  @Override
  public List<OpCase> table() {
    AccumulateErrors op = new AccumulateErrors(0.5, 0.25);
    Fill none = Fill.each(r -> 0, r -> 0);
    return List.of(
        of("tiny", op, Fill.POSITIVE, Fill.NUMBERS, 3, 2),
        of("first", op, none, Fill.NUMBERS, 5, 1),
        of("one_row", op, Fill.POSITIVE, Fill.NUMBERS, 1, 7),
        of("vector", new AccumulateErrors(0, 0), Fill.POSITIVE, Fill.NUMBERS, 19),
        of("far_from_zero", op, Fill.POSITIVE, Fill.OFFSET, 33, 3),
        of("images", op, none, Fill.NUMBERS, 9, 4, 5, 3),
        of("big", op, Fill.POSITIVE, Fill.NUMBERS, 1500, 37).big(),
        OpCase.special(
            "negative_count",
            op,
            Argument.given(Tensor.of(Shape.of(1, 6), -3f, 0f, 0f, 0f, 0f, 0f)),
            Argument.given(1, 3),
            Argument.given(2, 4)));
  }

  @Override
  public String inexact() {
    return "means are quotients";
  }

  private static OpCase of(String name, AccumulateErrors op, Fill state, Fill values, int... x) {
    int columns = (int) Shape.of(x).elements() / x[0];
    return OpCase.of(
        name,
        op,
        Argument.of(state, columns, AccumulateErrors.MEANS),
        Argument.of(values, x),
        Argument.of(values, x));
  }
}
