package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link Multiply}. */
public final class MultiplyCases implements OpCases {
  @Override
  public Class<Multiply> op() {
    return Multiply.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, shape)));
    float infinity = Float.POSITIVE_INFINITY;
    cases.add(
        OpCase.special(
            "nan_and_infinity",
            new Multiply(),
            Argument.given(Float.NaN, infinity, infinity, -2, 3e38f),
            Argument.given(0, 0, -3, infinity, 3e38f)));
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1);
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all = OpCase.of(name, new Multiply(), Argument.real(shape), Argument.real(shape));
    return name.equals("big") ? all.big() : all;
  }
}
