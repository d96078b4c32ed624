package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link BatchNormFold}. */
public final class BatchNormFoldCases implements OpCases {
  @Override
  public Class<BatchNormFold> op() {
    return BatchNormFold.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", false, 2, 3),
        of("odd", false, 3, 3, 5, 7),
        of("odd_bias", true, 3, 3, 5, 7),
        of("one_output", true, 3, 3, 4, 1),
        of("depthwise", true, 3, 3, 1, 33),
        of("dense", false, 128, 10),
        of("big", true, 3, 3, 64, 64).big());
  }

  @Override
  public String inexact() {
    return "a root and quotients are rounded";
  }

  private static OpCase of(String name, boolean bias, int... w) {
    int o = w[w.length - 1];
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.real(w));
    arguments.add(Argument.of(Fill.POSITIVE, o));
    arguments.add(Argument.real(o));
    arguments.add(Argument.real(o));
    arguments.add(Argument.of(Fill.POSITIVE, o));
    if (bias) {
      arguments.add(Argument.real(o));
    }
    return OpCase.of(name, new BatchNormFold(1e-3, bias), arguments.toArray(new Argument[0]));
  }
}
