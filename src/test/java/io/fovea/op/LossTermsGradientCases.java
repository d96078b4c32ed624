package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;

/** Cases of {@link LossTermsGradient}. */
public final class LossTermsGradientCases implements OpCases {
  @Override
  public Class<LossTermsGradient> op() {
    return LossTermsGradient.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    for (LossFunction function : LossFunction.values()) {
      String name = LossTermsCases.name(function);
      var op = new LossTermsGradient(function, LossTermsCases.parameter(function));
      cases.add(of(name, op, 2, 5, 7, 3));
      cases.add(of(name + "_vector", op, 19));
      cases.add(of(name + "_big", op, 64, 28, 28, 1).big());
    }
    float nan = Float.NaN;
    for (LossFunction function :
        List.of(LossFunction.ABSOLUTE, LossFunction.HUBER, LossFunction.QUANTILE)) {
      cases.add(
          OpCase.special(
              LossTermsCases.name(function) + "_tip",
              new LossTermsGradient(function, LossTermsCases.parameter(function)),
              Argument.given(0, nan, 2, -5, 5),
              Argument.given(0, 1, 2, 1, 1),
              Argument.given(1, 2, 3, 4, 6)));
    }
    return cases;
  }

  @Override
  public String inexact() {
    return "exponentials and logarithms are rounded";
  }

  private static OpCase of(String name, LossTermsGradient op, int... shape) {
    return OpCase.of(
        name,
        op,
        Argument.of(LossTermsCases.predictions(op.function()), shape),
        Argument.of(LossTermsCases.targets(op.function()), shape),
        Argument.real(shape));
  }
}
