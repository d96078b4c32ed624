package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link AffineField}; shifts and mirrors are exact, angles and scales are not. */
public final class AffineFieldCases implements OpCases {
  @Override
  public Class<AffineField> op() {
    return AffineField.class;
  }

  @Override
  public List<OpCase> table() {
    float top = 1 - 0x1p-24f;
    Tensor ends = Tensor.of(Shape.of(2, 6), 0f, 0, 0, 0, 0, 0, top, top, top, top, top, top);
    return List.of(
        of("tiny", new AffineField(4, 3, 1, 2, 0, 0, true, true), 2),
        of("nothing", new AffineField(5, 7, 0, 0, 0, 0, false, false), 2),
        of("shift", new AffineField(7, 5, 3, 1, 0, 0, false, false), 5),
        of("mirror", new AffineField(6, 4, 0, 0, 0, 0, true, false), 8),
        of("upside_down", new AffineField(1, 9, 0, 8, 0, 0, false, true), 3),
        of("turn", new AffineField(6, 6, 0, 0, 180, 0, false, false), 7).rounded(),
        of("size", new AffineField(5, 8, 0, 0, 0, 0.5, false, false), 7).rounded(),
        of("all", new AffineField(11, 13, 3, 2, 30, 0.25, true, true), 9).rounded(),
        OpCase.of("ends", new AffineField(5, 4, 2, 3, 0, 0, true, true), Argument.given(ends)),
        of("big", new AffineField(28, 28, 3, 3, 15, 0.1, true, false), 64).rounded());
  }

  @Override
  public Optional<OpCase> random(Random r) {
    int h = 2 + r.nextInt(9);
    int w = 2 + r.nextInt(9);
    AffineField op =
        new AffineField(
            h,
            w,
            r.nextInt(h),
            r.nextInt(w),
            180 * r.nextDouble(),
            0.9 * r.nextDouble(),
            r.nextBoolean(),
            r.nextBoolean());
    return Optional.of(of("random", op, 1 + r.nextInt(5)).rounded());
  }

  private static OpCase of(String name, AffineField op, int n) {
    return OpCase.of(name, op, Draws.of(n, AffineField.DRAWS));
  }
}
