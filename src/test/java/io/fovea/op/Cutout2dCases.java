package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Cutout2d}: boxes that are even, odd, rectangular, cut off and too large. */
public final class Cutout2dCases implements OpCases {
  @Override
  public Class<Cutout2d> op() {
    return Cutout2d.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 1, 1, List.of(9f), Shape.of(2, 3, 2, 1)),
        of("odd", 3, 2, List.of(7f, 8f, 9f), Shape.of(4, 5, 7, 3)),
        of("one_for_all", 2, 4, List.of(9f), Shape.of(3, 6, 6, 2)),
        of("larger_than_the_image", 5, 9, List.of(6f, 9f), Shape.of(3, 4, 4, 2))
            .spread(OpCase.Spread.ANY),
        of("vectors", 3, 3, List.of(9f), Shape.of(2, 7, 6, 16)),
        of("big", 8, 8, List.of(-1f), Shape.of(64, 28, 28, 1)).big());
  }

  private static OpCase of(String name, int kh, int kw, List<Float> fill, Shape x) {
    return OpCase.of(name, new Cutout2d(kh, kw, fill), Argument.real(x), Draws.of(x.dim(0), 2));
  }
}
