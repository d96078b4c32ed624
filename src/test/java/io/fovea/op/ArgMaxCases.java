package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link ArgMax}; integers tie in nearly every row. */
public final class ArgMaxCases implements OpCases {
  @Override
  public Class<ArgMax> op() {
    return ArgMax.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    float infinity = Float.POSITIVE_INFINITY;
    return List.of(
        of("tiny", 3, 2),
        of("one_class", 5, 1),
        of("odd", 7, 5),
        of("batch", 64, 10),
        of("wide", 9, 1031),
        of("big", 1500, 37).big(),
        OpCase.special(
            "nan_and_infinity",
            new ArgMax(),
            Argument.given(
                Tensor.of(
                    Shape.of(4, 3),
                    1,
                    nan,
                    2,
                    nan,
                    nan,
                    nan,
                    -infinity,
                    -infinity,
                    0,
                    2,
                    infinity,
                    infinity))));
  }

  private static OpCase of(String name, int n, int classes) {
    return OpCase.of(name, new ArgMax(), Argument.real(n, classes).with(Fill.DISTINCT))
        .spread(OpCase.Spread.ANY);
  }
}
