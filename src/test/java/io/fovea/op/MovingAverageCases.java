package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link MovingAverage}; factors that keep integers exact. */
public final class MovingAverageCases implements OpCases {
  @Override
  public Class<MovingAverage> op() {
    return MovingAverage.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, 0.25, 1, shape, 1)));
    cases.add(of("correction", 0.5, 1.5, Shape.of(19), 1));
    cases.add(of("unhealthy", 0.5, 1.5, Shape.of(19), 0));
    cases.add(of("replace", 1, 1, Shape.of(19), 1));
    cases.add(of("keep", 0, 1, Shape.of(19), 1));
    return cases;
  }

  private static OpCase of(
      String name, double momentum, double correction, Shape shape, int healthy) {
    return OpCase.of(
        name,
        new MovingAverage(momentum, correction),
        Argument.real(shape),
        Argument.real(shape),
        Argument.given(Tensor.scalar(healthy)));
  }
}
