package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link SoftmaxCrossEntropyGradient}. */
public final class SoftmaxCrossEntropyGradientCases implements OpCases {
  @Override
  public Class<SoftmaxCrossEntropyGradient> op() {
    return SoftmaxCrossEntropyGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 2, 3),
        of("one_class", 4, 1).spread(OpCase.Spread.ANY),
        of("two_classes", 5, 2),
        of("one_row", 1, 10),
        of("odd", 7, 5),
        of("batch", 64, 10),
        of("tails", 3, 17),
        of("wide", 5, 1031),
        of("big", 512, 100).big(),
        OpCase.special(
            "wrong_labels",
            new SoftmaxCrossEntropyGradient(),
            Argument.given(Tensor.of(Shape.of(3, 2), .25f, .75f, .5f, .5f, 1, 0)),
            Argument.given(Tensor.of(Shape.of(3), 2, -1, 1)),
            Argument.given(1, 2, 3)));
  }

  private static OpCase of(String name, int n, int classes) {
    return OpCase.of(
        name,
        new SoftmaxCrossEntropyGradient(),
        Argument.of(Fill.PROBABILITIES, n, classes),
        Argument.labels(n, classes),
        Argument.real(n));
  }
}
