package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link BatchNorm}; the mean is large beside the deviation. */
public final class BatchNormCases implements OpCases {
  @Override
  public Class<BatchNorm> op() {
    return BatchNorm.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Shapes.WITH_CHANNELS.forEach(
        (name, shape) -> {
          // One row has no variance.
          if (shape.rows() > 1) {
            cases.add(of(name, shape));
          }
        });
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1, 2);
  }

  @Override
  public String inexact() {
    return "a root and quotients are rounded";
  }

  private static OpCase of(String name, Shape shape) {
    OpCase all =
        OpCase.of(
            name,
            new BatchNorm(1e-3),
            Argument.real(shape).with(Fill.OFFSET),
            Argument.real(shape.dim(-1)).with(Fill.POSITIVE),
            Argument.real(shape.dim(-1)));
    return name.equals("big") ? all.big() : all;
  }
}
