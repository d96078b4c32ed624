package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link PRelu}. */
public final class PReluCases implements OpCases {
  @Override
  public Class<PRelu> op() {
    return PRelu.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.WITH_CHANNELS.forEach((name, shape) -> cases.add(of(name, shape)));
    float infinity = Float.POSITIVE_INFINITY;
    cases.add(
        OpCase.special(
            "nan_and_infinity",
            new PRelu(),
            Argument.given(Float.NaN, 0, -infinity, infinity, -2),
            Argument.given(1, 2, 0.5f, -1, Float.NaN)));
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1);
  }

  private static OpCase of(String name, Shape shape) {
    Argument x = Argument.real(shape).with(Fill.OFF_ZERO);
    OpCase all = OpCase.of(name, new PRelu(), x, Argument.real(shape.dim(-1)));
    return name.equals("big") ? all.big() : all;
  }
}
