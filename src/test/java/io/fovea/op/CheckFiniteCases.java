package io.fovea.op;

import io.fovea.tensor.Shape;
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
    List<OpCase> cases = new ArrayList<>();
    cases.add(of("healthy", 1, 2, 3, 4));
    cases.add(of("stays_unhealthy", 0, 2, 1));
    cases.add(of("nan", 1, 1, 2, nan, 3));
    cases.add(of("infinite", 1, 1, -infinity));
    cases.add(of("other_nan", 1, nan, 3));
    cases.add(of("other_infinite", 1, -infinity, 3));
    cases.add(of("largest", 1, Float.MAX_VALUE, 4));
    Shapes.ANY.forEach((name, shape) -> cases.add(ofMany(name, shape)));
    return cases;
  }

  private static OpCase of(String name, int healthy, float other, float... x) {
    return OpCase.special(
        name,
        new CheckFinite(),
        Argument.given(Tensor.scalar(healthy)),
        Argument.given(Tensor.scalar(other)),
        Argument.given(Tensor.of(Shape.of(x.length), x)));
  }

  private static OpCase ofMany(String name, Shape shape) {
    OpCase all =
        OpCase.of(
            "of_" + name,
            new CheckFinite(),
            Argument.ints(1, 2),
            Argument.real(),
            Argument.real(shape));
    return name.equals("big") ? all.big() : all;
  }
}
