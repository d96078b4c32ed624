package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link AddBias}. */
public final class AddBiasCases implements OpCases {
  @Override
  public Class<AddBias> op() {
    return AddBias.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.WITH_CHANNELS.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1);
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all = OpCase.of(name, new AddBias(), Argument.real(shape), Argument.real(shape.dim(-1)));
    return name.equals("big") ? all.big() : all;
  }
}
