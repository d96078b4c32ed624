package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link GroupNormGradient}. */
public final class GroupNormGradientCases implements OpCases {
  @Override
  public Class<GroupNormGradient> op() {
    return GroupNormGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 1, 2, 2, 2, 2),
        of("layer", 1, 7, 5),
        of("layer_wide", 1, 3, 1031),
        of("groups", 3, 2, 5, 7, 6),
        of("instance", 5, 3, 4, 3, 5),
        of("one_example", 2, 1, 3, 8),
        of("vectors", 4, 2, 4, 4, 32),
        of("big", 8, 8, 14, 14, 64).big());
  }

  @Override
  public String inexact() {
    return "the number of elements need not divide a sum";
  }

  private static OpCase of(String name, int groups, int... shape) {
    return OpCase.of(
        name,
        new GroupNormGradient(groups),
        Argument.real(shape),
        Argument.real(shape),
        Argument.real(shape[shape.length - 1]),
        Argument.real(shape[0], groups),
        Argument.of(Fill.POSITIVE, shape[0], groups));
  }
}
