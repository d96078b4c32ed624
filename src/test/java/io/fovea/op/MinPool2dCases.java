package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link MinPool2d}; integers tie in nearly every window. */
public final class MinPool2dCases implements OpCases {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Override
  public Class<MinPool2d> op() {
    return MinPool2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    PoolGeometries.ALL.forEach(line -> cases.add(of(line)));
    MinPool2d pairs = new MinPool2d(PoolGeometry.of(1, 2));
    cases.add(
        OpCase.special(
            "nan_and_infinity",
            pairs,
            Argument.given(
                Tensor.of(
                    Shape.of(1, 1, 14, 1),
                    1,
                    NAN,
                    NAN,
                    1,
                    NAN,
                    NAN,
                    -INF,
                    -INF,
                    INF,
                    NAN,
                    -INF,
                    NAN,
                    2,
                    INF))));
    MinPool2d padded = new MinPool2d(new PoolGeometry(3, 3, 1, 1, Padding.of(1), false));
    cases.add(
        OpCase.special(
            "padding_never_wins",
            padded,
            Argument.given(Tensor.of(Shape.of(1, 2, 2, 1), INF, 3e38f, INF, INF))));
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(PoolGeometries.random(random)));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(PoolGeometries.Line line) {
    // Of many integers from -3 to 3 the smallest is nearly always -3.
    OpCase all =
        OpCase.of(
                line.name(),
                new MinPool2d(line.geometry()),
                Argument.real(line.x()).with(Fill.DISTINCT))
            .spread(OpCase.Spread.FLAT);
    return line.isBig() ? all.big() : all;
  }
}
