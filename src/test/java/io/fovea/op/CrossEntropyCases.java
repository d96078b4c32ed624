package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link CrossEntropy}. */
public final class CrossEntropyCases implements OpCases {
  @Override
  public Class<CrossEntropy> op() {
    return CrossEntropy.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("tiny", 2, 3),
        of("two_classes", 5, 2),
        of("one_row", 1, 10),
        of("odd", 7, 5),
        of("batch", 64, 10),
        of("wide", 5, 1031),
        of("big", 512, 100).big(),
        OpCase.special(
            "nan_and_wrong_labels",
            new CrossEntropy(),
            Argument.given(Tensor.of(Shape.of(5, 2), 1, 0, nan, 1, 1, 0, 1, 0, nan, 1)),
            Argument.given(Tensor.of(Shape.of(5), 0, 0, 2, -1, 1))));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public String inexact() {
    return "a logarithm is rounded";
  }

  private static OpCase of(String name, int n, int classes) {
    return OpCase.of(
        name,
        new CrossEntropy(),
        Argument.of(Fill.PROBABILITIES, n, classes),
        Argument.labels(n, classes));
  }
}
