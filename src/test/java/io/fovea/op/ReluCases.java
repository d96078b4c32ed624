package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link Relu}. */
public final class ReluCases implements OpCases {
  @Override
  public Class<Relu> op() {
    return Relu.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, shape)));
    cases.add(
        OpCase.special(
            "nan_and_infinity",
            new Relu(),
            Argument.given(
                Float.NaN, -0f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -1, 2)));
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all = OpCase.of(name, new Relu(), Argument.real(shape).with(Fill.OFF_ZERO));
    return name.equals("big") ? all.big() : all;
  }
}
