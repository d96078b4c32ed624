package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Cases of {@link Conv2dWeightGradient}. */
public final class Conv2dWeightGradientCases implements OpCases {
  @Override
  public Class<Conv2dWeightGradient> op() {
    return Conv2dWeightGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return Conv2dGeometries.ALL.stream()
        .flatMap(line -> Stream.of(of(line, false), of(line, true)))
        .toList();
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(Conv2dGeometries.random(random), random.nextBoolean()));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1);
  }

  private static OpCase of(Conv2dGeometries.Line line, boolean bias) {
    OpCase all =
        OpCase.of(
            bias ? line.name() + "_bias" : line.name(),
            new Conv2dWeightGradient(line.geometry(), line.w(), bias),
            Argument.real(line.x()),
            Argument.real(line.y()));
    return line.isBig() ? all.big() : all;
  }
}
