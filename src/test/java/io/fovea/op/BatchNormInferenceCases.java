package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link BatchNormInference}. */
public final class BatchNormInferenceCases implements OpCases {
  @Override
  public Class<BatchNormInference> op() {
    return BatchNormInference.class;
  }

  @Override
  public List<OpCase> table() {
    return Shapes.WITH_CHANNELS.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
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
            new BatchNormInference(1e-3),
            Argument.real(shape),
            Argument.real(shape.dim(-1)).with(Fill.POSITIVE),
            Argument.real(shape.dim(-1)),
            Argument.real(shape.dim(-1)),
            Argument.real(shape.dim(-1)).with(Fill.POSITIVE));
    return name.equals("big") ? all.big() : all;
  }
}
