package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link SumSquares}. */
public final class SumSquaresCases implements OpCases {
  @Override
  public Class<SumSquares> op() {
    return SumSquares.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.ANY.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all = OpCase.of(name, new SumSquares(), Argument.real(shape));
    return name.equals("big") ? all.big() : all;
  }
}
