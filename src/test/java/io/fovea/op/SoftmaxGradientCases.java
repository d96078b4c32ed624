package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link SoftmaxGradient}. */
public final class SoftmaxGradientCases implements OpCases {
  @Override
  public Class<SoftmaxGradient> op() {
    return SoftmaxGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 2, 3),
        of("vector", 5),
        of("two_classes", 5, 2),
        of("one_row", 1, 10),
        of("odd", 2, 5, 7, 3),
        of("batch", 64, 10),
        of("tails", 3, 17),
        of("wide", 5, 1031),
        of("big", 512, 100).big());
  }

  private static OpCase of(String name, int... shape) {
    return OpCase.of(
        name, new SoftmaxGradient(), Argument.of(Fill.PROBABILITIES, shape), Argument.real(shape));
  }
}
