package io.fovea.op;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link Dropout}; rates that keep integers exact. */
public final class DropoutCases implements OpCases {
  @Override
  public Class<Dropout> op() {
    return Dropout.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.ANY.forEach((name, shape) -> cases.add(of(name, 0.5, shape, 7)));
    cases.add(of("mostly_dropped", 0.75, Shape.of(9, 31), 7));
    cases.add(of("kept", 0, Shape.of(9, 31), 7));
    cases.add(of("later_step", 0.5, Shape.of(9, 31), 123456789));
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(String name, double rate, Shape shape, int step) {
    OpCase all =
        OpCase.of(
                name,
                new Dropout(rate, Philox.stream("block1/dropout")),
                Argument.real(shape).with(Fill.between(1, 15)),
                Argument.given(Tensor.of(Shape.of(2), 0xDEADBEEF, 0x89ABCDEF)),
                Argument.given(Tensor.scalar(step)))
            .spread(shape.elements() < 100 ? OpCase.Spread.ANY : OpCase.Spread.SPARSE);
    // A single element is either dropped, and has no gradient, or not.
    return name.equals("big") || name.equals("scalar") ? all.big() : all;
  }
}
