package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cases of {@link Activate}: every function over its bend, far from it, and at special values. */
public final class ActivateCases implements OpCases {
  /** From where every function is flat or straight to where it bends; the kinks are avoided. */
  static final Fill SPREAD = Fill.each(r -> r.nextInt(15) - 7, r -> 12 * r.nextDouble() - 6.01);

  @Override
  public Class<Activate> op() {
    return Activate.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    for (ActivationFunction function : ActivationFunction.values()) {
      String name = function.name().toLowerCase(Locale.ROOT);
      Activate op = new Activate(function, parameter(function));
      cases.add(OpCase.of(name, op, Argument.of(SPREAD, 2, 5, 7, 3)));
      cases.add(OpCase.of(name + "_vector", op, Argument.of(SPREAD, 19)));
      cases.add(OpCase.of(name + "_scalar", op, Argument.of(Fill.OFF_ZERO)).big());
      cases.add(OpCase.of(name + "_big", op, Argument.of(SPREAD, 8, 28, 28, 32)).big());
    }
    cases.add(
        OpCase.special(
            "leaky_relu_special",
            new Activate(ActivationFunction.LEAKY_RELU, 0.25),
            special(Float.NEGATIVE_INFINITY)));
    cases.add(
        OpCase.special(
            "hard_sigmoid_special",
            new Activate(ActivationFunction.HARD_SIGMOID),
            special(Float.NEGATIVE_INFINITY)));
    cases.add(
        OpCase.special("sigmoid_saturated", new Activate(ActivationFunction.SIGMOID), saturated()));
    cases.add(OpCase.special("tanh_saturated", new Activate(ActivationFunction.TANH), saturated()));
    cases.add(
        OpCase.special(
            "elu_saturated",
            new Activate(ActivationFunction.ELU, 0.5),
            special(Float.NEGATIVE_INFINITY)));
    return cases;
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public String inexact() {
    return "exponentials are rounded";
  }

  /** A parameter that floats hold exactly. */
  static double parameter(ActivationFunction function) {
    return function.hasParameter() ? 0.25 : 0;
  }

  private static Argument special(float lowest) {
    return Argument.given(Float.NaN, 0, lowest, Float.POSITIVE_INFINITY, -200, 200);
  }

  private static Argument saturated() {
    return Argument.given(
        Float.NaN, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -200, 200, 3e38f, -3e38f);
  }
}
