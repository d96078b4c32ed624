package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link CheckFinite}. */
public final class CheckFiniteCases implements OpCases {
  @Override
  public Class<CheckFinite> op() {
    return CheckFinite.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    float infinity = Float.POSITIVE_INFINITY;
    return List.of(
        of("healthy", 1, 1, 2, 3),
        of("stays_unhealthy", 1, 0, 2),
        of("nan", 0, 1, nan),
        of("infinite", 0, 1, infinity),
        of("second_nan", 0, 1, 2, nan),
        of("first_minus_infinite", 0, 1, -infinity, 2),
        of("largest", 1, 1, Float.MAX_VALUE, -Float.MAX_VALUE));
  }

  /** The reference is not asked what to expect here: the first result is stated. */
  private static OpCase of(String name, int expected, int healthy, float... scalars) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.given(Tensor.scalar(healthy)));
    for (float scalar : scalars) {
      arguments.add(Argument.given(Tensor.scalar(scalar)));
    }
    return OpCase.special(
        name, new CheckFinite(scalars.length), arguments.toArray(new Argument[0]));
  }
}
