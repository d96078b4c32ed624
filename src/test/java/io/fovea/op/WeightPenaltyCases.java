package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link WeightPenalty}: magnitudes, squares, and both. */
public final class WeightPenaltyCases implements OpCases {
  @Override
  public Class<WeightPenalty> op() {
    return WeightPenalty.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, 0.5, 0.25, shape)));
    cases.add(of("l1", 0.5, 0, Shape.of(5, 7)));
    cases.add(of("l2", 0, 2, Shape.of(5, 7)));
    cases.add(of("many_parts", 0.5, 0.25, Shape.of(140_001)).big());
    return cases;
  }

  private static OpCase of(String name, double l1, double l2, Shape shape) {
    Argument x = Argument.real(shape).with(Fill.OFF_ZERO);
    OpCase all = OpCase.of(name, new WeightPenalty(l1, l2), x);
    return name.equals("big") ? all.big() : all;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }
}
