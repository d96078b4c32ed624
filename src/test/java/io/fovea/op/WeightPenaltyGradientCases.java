package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link WeightPenaltyGradient}: magnitudes, squares, and both; zeros. */
public final class WeightPenaltyGradientCases implements OpCases {
  @Override
  public Class<WeightPenaltyGradient> op() {
    return WeightPenaltyGradient.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, 0.5, 0.25, shape)));
    cases.add(of("l1", 0.5, 0, Shape.of(5, 7)));
    cases.add(of("l2", 0, 2, Shape.of(5, 7)));
    return cases;
  }

  private static OpCase of(String name, double l1, double l2, Shape shape) {
    return OpCase.of(
        name,
        new WeightPenaltyGradient(l1, l2),
        Argument.real(shape).with(Fill.OFF_ZERO),
        Argument.given(Tensor.scalar(-1.5f)));
  }
}
