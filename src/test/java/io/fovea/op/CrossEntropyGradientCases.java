package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link CrossEntropyGradient}. */
public final class CrossEntropyGradientCases implements OpCases {
  @Override
  public Class<CrossEntropyGradient> op() {
    return CrossEntropyGradient.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("tiny", 2, 3),
        of("one_class", 4, 1),
        of("two_classes", 5, 2),
        of("one_row", 1, 10).spread(OpCase.Spread.FLAT),
        of("odd", 7, 5),
        of("batch", 64, 10),
        of("wide", 5, 1031),
        of("big", 512, 100).big(),
        OpCase.special(
            "nan_and_wrong_labels",
            new CrossEntropyGradient(),
            Argument.given(Tensor.of(Shape.of(5, 2), 1, 0, nan, 1, 1, 0, 1, 0, nan, 1)),
            Argument.given(Tensor.of(Shape.of(5), 0, 0, 2, -1, 1)),
            Argument.given(2, 3, 4, 5, 6)));
  }

  @Override
  public String inexact() {
    return "a quotient is rounded";
  }

  private static OpCase of(String name, int n, int classes) {
    return OpCase.of(
            name,
            new CrossEntropyGradient(),
            Argument.of(Fill.PROBABILITIES, n, classes),
            Argument.labels(n, classes),
            Argument.real(n))
        .spread(OpCase.Spread.SPARSE);
  }
}
