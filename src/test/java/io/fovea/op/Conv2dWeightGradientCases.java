package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link Conv2dWeightGradient}. */
public final class Conv2dWeightGradientCases implements OpCases {
  @Override
  public Class<Conv2dWeightGradient> op() {
    return Conv2dWeightGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return Conv2dGeometries.ALL.stream().map(Conv2dWeightGradientCases::of).toList();
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(Conv2dGeometries.random(random)));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1);
  }

  private static OpCase of(Conv2dGeometries.Line line) {
    OpCase all =
        OpCase.of(
            line.name(),
            new Conv2dWeightGradient(line.geometry(), line.w()),
            Argument.real(line.x()),
            Argument.real(line.y()));
    return line.isBig() ? all.big() : all;
  }
}
