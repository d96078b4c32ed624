package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link AccumulateTopK}; integers tie in nearly every row. */
public final class AccumulateTopKCases implements OpCases {
  @Override
  public Class<AccumulateTopK> op() {
    return AccumulateTopK.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("tiny", 1, 3, 2),
        of("all_classes", 3, 5, 3),
        of("more_than_classes", 9, 5, 3),
        of("odd", 2, 7, 5),
        of("batch", 5, 64, 10),
        of("wide", 100, 9, 1031),
        of("big", 5, 1500, 37).big(),
        OpCase.special(
            "nan_and_wrong_labels",
            new AccumulateTopK(1),
            Argument.given(Tensor.scalar(7)),
            Argument.given(Tensor.of(Shape.of(6, 2), 1, 2, nan, 1, 1, nan, 2, 1, 1, 1, 1, 1)),
            Argument.given(Tensor.of(Shape.of(6), 1, 0, 1, 2, -1, 0))));
  }

  private static OpCase of(String name, int k, int n, int classes) {
    return OpCase.of(
        name,
        new AccumulateTopK(k),
        Argument.ints(1, 9),
        Argument.real(n, classes).with(Fill.DISTINCT),
        Argument.labels(n, classes));
  }
}
