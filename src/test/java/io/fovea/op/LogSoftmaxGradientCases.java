package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link LogSoftmaxGradient}. */
public final class LogSoftmaxGradientCases implements OpCases {
  private static final Fill LOGARITHMS = Fill.each(r -> 0, r -> -5 * r.nextDouble());

  @Override
  public Class<LogSoftmaxGradient> op() {
    return LogSoftmaxGradient.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 2, 3),
        of("vector", 5),
        of("two_classes", 5, 2),
        of("one_row", 1, 10),
        of("odd", 2, 5, 7, 3),
        of("batch", 64, 10),
        of("tails", 3, 17),
        of("wide", 5, 1031),
        of("big", 512, 100).big());
  }

  @Override
  public String inexact() {
    return "exponentials are rounded";
  }

  private static OpCase of(String name, int... shape) {
    return OpCase.of(
        name, new LogSoftmaxGradient(), Argument.of(LOGARITHMS, shape), Argument.real(shape));
  }
}
