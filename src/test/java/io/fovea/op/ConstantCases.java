package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Constant}. */
public final class ConstantCases implements OpCases {
  @Override
  public Class<Constant> op() {
    return Constant.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 3, Shape.of(2, 2)),
        of("scalar", 1, Shape.scalar()),
        of("odd", -2.5, Shape.of(3, 5, 7)),
        of("tail", 0.5, Shape.of(1031)),
        of("big", 7, Shape.of(4, 28, 28, 32)));
  }

  private static OpCase of(String name, double value, Shape shape) {
    return OpCase.of(name, new Constant(value, shape)).spread(OpCase.Spread.FLAT);
  }
}
