package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link PReluGradient}. */
public final class PReluGradientCases implements OpCases {
  @Override
  public Class<PReluGradient> op() {
    return PReluGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.WITH_CHANNELS.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static OpCase of(String name, Shape shape) {
    return OpCase.of(
        name,
        new PReluGradient(),
        Argument.real(shape).with(Fill.OFF_ZERO),
        Argument.real(shape.dim(-1)),
        Argument.real(shape));
  }
}
