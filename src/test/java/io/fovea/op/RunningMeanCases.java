package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link RunningMean}; weights that keep integers exact, and others. */
public final class RunningMeanCases implements OpCases {
  @Override
  public Class<RunningMean> op() {
    return RunningMean.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, 2, shape, 6)));
    cases.add(of("first", 5, Shape.of(19), 0));
    cases.add(of("uneven", 3, Shape.of(19), 64).rounded());
    float nan = Float.NaN;
    cases.add(
        OpCase.special(
            "replaces_nan",
            new RunningMean(2),
            Argument.given(nan, 1),
            Argument.given(3, 4),
            Argument.given(Tensor.scalar(0))));
    return cases;
  }

  private static OpCase of(String name, int n, Shape shape, int count) {
    return OpCase.of(
        name,
        new RunningMean(n),
        Argument.real(shape),
        Argument.real(shape),
        Argument.given(Tensor.scalar(count)));
  }
}
