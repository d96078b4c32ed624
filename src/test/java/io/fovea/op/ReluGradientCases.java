package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link ReluGradient}. */
public final class ReluGradientCases implements OpCases {
  @Override
  public Class<ReluGradient> op() {
    return ReluGradient.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, shape)));
    cases.add(
        OpCase.special(
            "nan_and_infinity",
            new ReluGradient(),
            Argument.given(Float.NaN, 0, 0, Float.POSITIVE_INFINITY, 1),
            Argument.given(3, 4, Float.NaN, 5, Float.NaN)));
    return cases;
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all =
        OpCase.of(
            name,
            new ReluGradient(),
            Argument.real(shape).with(Fill.between(0, 2)),
            Argument.real(shape));
    return name.equals("big") ? all.big() : all;
  }
}
