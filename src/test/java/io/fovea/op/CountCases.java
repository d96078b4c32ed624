package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
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
        of("wraps", 2, Integer.MAX_VALUE, 1),
        pair("both_healthy", 1, 1),
        pair("both_unhealthy", 1, 0),
        pair("all_guarded", 2, 0),
        pair("none_guarded", 0, 0));
  }

  /** Two counters, and what the guarded ones look at. */
  private static OpCase pair(String name, int guarded, int healthy) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.given(Tensor.scalar(5)));
    arguments.add(Argument.given(Tensor.scalar(70)));
    if (guarded > 0) {
      arguments.add(Argument.given(Tensor.scalar(healthy)));
    }
    Count op = new Count(List.of(1, 64), guarded);
    return OpCase.special(name, op, arguments.toArray(new Argument[0]));
  }

  private static OpCase of(String name, int amount, int state, int healthy) {
    return OpCase.special(
        name,
        new Count(amount, true),
        Argument.given(Tensor.scalar(state)),
        Argument.given(Tensor.scalar(healthy)));
  }
}
