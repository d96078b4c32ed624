package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link Conv2dDataGradient}. */
public final class Conv2dDataGradientCases implements OpCases {
  @Override
  public Class<Conv2dDataGradient> op() {
    return Conv2dDataGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return Conv2dGeometries.ALL.stream().map(Conv2dDataGradientCases::of).toList();
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(Conv2dGeometries.random(random)));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1);
  }

  /** Pixels that no tap reads get zeros. */
  private static OpCase of(Conv2dGeometries.Line line) {
    OpCase all =
        OpCase.of(
                line.name(),
                new Conv2dDataGradient(line.geometry(), line.x()),
                Argument.real(line.y()),
                Argument.real(line.w()))
            .spread(OpCase.Spread.SPARSE);
    return line.isBig() ? all.big() : all;
  }
}
