package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link ClipGradients}: neither, one or both limits, and gradients that are small. */
public final class ClipGradientsCases implements OpCases {
  private static final double NONE = Double.POSITIVE_INFINITY;
  private static final Fill WIDE =
      Fill.each(r -> r.nextInt(101) - 50, r -> 100 * r.nextDouble() - 50);

  @Override
  public Class<ClipGradients> op() {
    return ClipGradients.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("value", NONE, 25, 7, 1000),
        of("value_large", NONE, 25, 20_001, 1000).big(),
        of("norm", 2.5, NONE, 301, 1000).rounded(),
        of("norm_and_value", 2.5, 0.75, 301, 1000).rounded(),
        of("norm_below", 2.5, NONE, 301, 4),
        of("norm_zero", 2.5, NONE, 301, 0),
        OpCase.special(
            "nan",
            new ClipGradients(NONE, 1),
            Argument.given(nan, 2, -3, 0.5f),
            Argument.given(Tensor.scalar(1f))));
  }

  private static OpCase of(String name, double norm, double value, int n, float sumSquares) {
    return OpCase.of(
        name,
        new ClipGradients(norm, value),
        Argument.of(WIDE, n),
        Argument.given(Tensor.scalar(sumSquares)));
  }
}
