package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link AvgPool2d}, with padding counted and not. */
public final class AvgPool2dCases implements OpCases {
  @Override
  public Class<AvgPool2d> op() {
    return AvgPool2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    for (PoolGeometries.Line line : PoolGeometries.ALL) {
      cases.add(of(line, true));
      if (!line.geometry().padding().equals(Padding.NONE) || line.geometry().ceilMode()) {
        cases.add(of(line, false));
      }
    }
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    return Optional.of(of(PoolGeometries.random(random), random.nextBoolean()));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public String inexact() {
    return "the number of taps need not divide a sum";
  }

  private static OpCase of(PoolGeometries.Line line, boolean countIncludePad) {
    OpCase all =
        OpCase.of(
            line.name() + (countIncludePad ? "" : "_without_padding"),
            new AvgPool2d(line.geometry(), countIncludePad),
            Argument.real(line.x()).with(Fill.NUMBERS));
    return line.isBig() ? all.big() : all;
  }
}
