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

/**
 * Cases of {@link PReluMaxPool2d}. Slopes are powers of two of both signs, and zero, so that
 * rounding never decides which element of a window is the largest.
 */
public final class PReluMaxPool2dCases implements OpCases {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float[] SLOPES = {0.25f, -0.5f, 2, -1, 0, 0.5f, 1, -2};

  @Override
  public Class<PReluMaxPool2d> op() {
    return PReluMaxPool2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    PoolGeometries.ALL.forEach(line -> cases.add(of(line)));
    cases.add(
        OpCase.special(
            "nan_and_infinity",
            new PReluMaxPool2d(PoolGeometry.of(1, 2)),
            Argument.given(
                Tensor.of(
                    Shape.of(1, 1, 8, 2),
                    1,
                    -1,
                    NAN,
                    -2,
                    -INF,
                    -INF,
                    INF,
                    -3,
                    -1,
                    NAN,
                    -2,
                    INF,
                    0,
                    -0f,
                    -INF,
                    0)),
            Argument.given(0.5f, -1)));
    cases.add(
        OpCase.special(
            "nan_slope",
            new PReluMaxPool2d(PoolGeometry.of(1, 2)),
            Argument.given(Tensor.of(Shape.of(1, 1, 4, 1), 1f, -1, 2, 3)),
            Argument.given(NAN)));
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(PoolGeometries.random(random)));
  }

  /**
   * By x alone: with many windows the smallest change of a slope makes another element win
   * somewhere. That the slopes' gradient is the one of the separate ops, FusePooledPReluTest shows.
   */
  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(PoolGeometries.Line line) {
    float[] slopes = new float[line.x().dim(-1)];
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] = SLOPES[c % SLOPES.length];
    }
    OpCase all =
        OpCase.of(
                line.name(),
                new PReluMaxPool2d(line.geometry()),
                Argument.real(line.x()).with(Fill.DISTINCT),
                Argument.given(slopes))
            .spread(OpCase.Spread.FLAT);
    return line.isBig() ? all.big() : all;
  }
}
