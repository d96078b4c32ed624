package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cases of {@link ActivateGradient}. */
public final class ActivateGradientCases implements OpCases {
  @Override
  public Class<ActivateGradient> op() {
    return ActivateGradient.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    for (ActivationFunction function : ActivationFunction.values()) {
      String name = function.name().toLowerCase(Locale.ROOT);
      var op = new ActivateGradient(function, ActivateCases.parameter(function));
      cases.add(of(name, op, 2, 5, 7, 3));
      cases.add(of(name + "_vector", op, 19));
      cases.add(of(name + "_big", op, 8, 28, 28, 32).big());
    }
    float infinity = Float.POSITIVE_INFINITY;
    for (var function :
        List.of(
            ActivationFunction.LEAKY_RELU,
            ActivationFunction.HARD_SIGMOID,
            ActivationFunction.SIGMOID,
            ActivationFunction.TANH,
            ActivationFunction.ELU)) {
      cases.add(
          OpCase.special(
              function.name().toLowerCase(Locale.ROOT) + "_saturated",
              new ActivateGradient(function, ActivateCases.parameter(function)),
              Argument.given(-infinity, infinity, -300, 300, 3e38f),
              Argument.given(2, 3, 4, -5, 6)));
    }
    return cases;
  }

  @Override
  public String inexact() {
    return "exponentials are rounded";
  }

  private static OpCase of(String name, ActivateGradient op, int... shape) {
    return OpCase.of(name, op, Argument.of(ActivateCases.SPREAD, shape), Argument.real(shape));
  }
}
