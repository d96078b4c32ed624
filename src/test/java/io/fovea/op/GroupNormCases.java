package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link GroupNorm}: one group, several, one channel each, one pixel, a far-off mean. */
public final class GroupNormCases implements OpCases {
  @Override
  public Class<GroupNorm> op() {
    return GroupNorm.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 1, Fill.NUMBERS, 2, 2, 2, 2),
        of("layer", 1, Fill.NUMBERS, 7, 5),
        of("layer_wide", 1, Fill.NUMBERS, 3, 1031),
        of("groups", 3, Fill.NUMBERS, 2, 5, 7, 6),
        of("instance", 5, Fill.NUMBERS, 3, 4, 3, 5),
        of("one_example", 2, Fill.NUMBERS, 1, 3, 8),
        of("offset", 2, Fill.OFFSET, 2, 4, 4, 8),
        of("vectors", 4, Fill.NUMBERS, 2, 4, 4, 32),
        of("big", 8, Fill.NUMBERS, 8, 14, 14, 64).big());
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1, 2);
  }

  @Override
  public String inexact() {
    return "roots are rounded";
  }

  private static OpCase of(String name, int groups, Fill fill, int... shape) {
    int channels = shape[shape.length - 1];
    return OpCase.of(
        name,
        new GroupNorm(groups, 1e-3),
        Argument.of(fill, shape),
        Argument.real(channels),
        Argument.real(channels));
  }
}
