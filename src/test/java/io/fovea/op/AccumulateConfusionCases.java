package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link AccumulateConfusion}; integers tie in nearly every row. */
public final class AccumulateConfusionCases implements OpCases {
  @Override
  public Class<AccumulateConfusion> op() {
    return AccumulateConfusion.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 3, 2),
        of("one_class", 5, 1),
        of("odd", 7, 5),
        of("batch", 64, 10),
        of("wide", 9, 1031),
        of("big", 1500, 37).big(),
        of("with_none", 12, 3, 4),
        withNaN("nan_and_wrong_labels", 2),
        withNaN("nan_in_its_column", 3));
  }

  private static OpCase withNaN(String name, int columns) {
    float nan = Float.NaN;
    return OpCase.special(
        name,
        new AccumulateConfusion(),
        Argument.ints(0, 5, 2, columns),
        Argument.given(Tensor.of(Shape.of(6, 2), 1, 2, nan, 1, 1, nan, 2, 1, 0, 1, 1, 1)),
        Argument.given(Tensor.of(Shape.of(6), 1, 0, 1, 2, -1, 0)));
  }

  private static OpCase of(String name, int n, int classes) {
    return of(name, n, classes, classes);
  }

  private static OpCase of(String name, int n, int classes, int columns) {
    return OpCase.of(
            name,
            new AccumulateConfusion(),
            Argument.ints(0, 3, classes, columns),
            Argument.real(n, classes).with(Fill.DISTINCT),
            Argument.labels(n, classes))
        .spread(OpCase.Spread.ANY);
  }
}
