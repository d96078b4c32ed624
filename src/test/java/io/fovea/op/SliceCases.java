package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Slice}, along each axis. */
public final class SliceCases implements OpCases {
  @Override
  public Class<Slice> op() {
    return Slice.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 0, 1, 2, 3, 2),
        of("channels", 3, 2, 3, 2, 3, 4, 7),
        of("rows", 1, 0, 2, 2, 3, 4, 5),
        of("columns", 2, 3, 1, 2, 3, 4, 5),
        of("batch", 0, 2, 1, 3, 5),
        of("all", 1, 0, 5, 3, 5),
        of("vectors", 3, 8, 8, 2, 4, 4, 32),
        of("scalars", 0, 4, 1, 9),
        of("big", 3, 1, 30, 4, 28, 28, 32).big());
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(String name, int axis, int begin, int size, int... x) {
    return OpCase.of(name, new Slice(axis, begin, size), Argument.real(x));
  }
}
