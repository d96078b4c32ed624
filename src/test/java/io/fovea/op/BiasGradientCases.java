package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link BiasGradient}. */
public final class BiasGradientCases implements OpCases {
  @Override
  public Class<BiasGradient> op() {
    return BiasGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.WITH_CHANNELS.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all = OpCase.of(name, new BiasGradient(), Argument.real(shape));
    return name.equals("big") ? all.big() : all;
  }
}
