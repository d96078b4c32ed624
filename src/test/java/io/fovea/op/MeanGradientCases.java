package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link MeanGradient}. */
public final class MeanGradientCases implements OpCases {
  @Override
  public Class<MeanGradient> op() {
    return MeanGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.ANY.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  @Override
  public String inexact() {
    return "the count need not divide dy";
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all =
        OpCase.of(name, new MeanGradient(shape), Argument.real()).spread(OpCase.Spread.FLAT);
    return name.equals("big") ? all.big() : all;
  }
}
