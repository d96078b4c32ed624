package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link BatchNormGradient}, by the statistics of a batch and by given ones. */
public final class BatchNormGradientCases implements OpCases {
  @Override
  public Class<BatchNormGradient> op() {
    return BatchNormGradient.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.WITH_CHANNELS.forEach((name, shape) -> cases.add(of(name, shape, false)));
    cases.add(of("given_statistics", Shape.of(2, 5, 7, 3), true));
    cases.add(of("given_statistics_tails", Shape.of(5, 3, 3, 33), true));
    return cases;
  }

  @Override
  public String inexact() {
    return "a root and quotients are rounded";
  }

  private static OpCase of(String name, Shape shape, boolean constantStatistics) {
    int c = shape.dim(-1);
    OpCase all =
        OpCase.of(
            name,
            new BatchNormGradient(1e-3, constantStatistics),
            Argument.real(shape),
            Argument.real(shape),
            Argument.real(c).with(Fill.POSITIVE),
            Argument.real(c),
            Argument.real(c).with(Fill.POSITIVE));
    return name.equals("big") ? all.big() : all;
  }
}
