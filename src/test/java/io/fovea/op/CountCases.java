package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Count}. */
public final class CountCases implements OpCases {
  @Override
  public Class<Count> op() {
    return Count.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        OpCase.of("one", new Count(1, false), Argument.ints(1, 99)),
        OpCase.of("batch", new Count(64, false), Argument.ints(1, 99)),
        of("healthy", 3, 5, 1),
        of("unhealthy", 3, 5, 0),
        of("wraps", 2, Integer.MAX_VALUE, 1));
  }

  private static OpCase of(String name, int amount, int state, int healthy) {
    return OpCase.special(
        name,
        new Count(amount, true),
        Argument.given(Tensor.scalar(state)),
        Argument.given(Tensor.scalar(healthy)));
  }
}
