package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * What each element of a prediction adds to a loss: {@code y = f(x, t)}, element by element. Inputs
 * {@code x} and {@code t} of one shape; t is taken for a constant, no gradient flows to it.
 *
 * @param a the function's parameter: above 0 for Huber's, in (0, 1) for the quantile's; 0 for a
 *     function without one
 */
public record LossTerms(LossFunction function, double a) implements Op {
  public LossTerms {
    require(function.hasParameter() || a == 0, "%s takes no parameter, got %s", function, a);
    require(
        function != LossFunction.HUBER || (a > 0 && Double.isFinite(a)),
        "delta must be above 0 and finite, got %s",
        a);
    require(
        function != LossFunction.QUANTILE || (a > 0 && a < 1),
        "the quantile must lie in (0, 1), got %s",
        a);
  }

  @Override
  public String name() {
    return "loss_terms";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "t");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.real("t", inputs.get(1));
    Rules.sameShape("x", inputs.get(0), "t", inputs.get(1));
    return List.of(inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    if (context.wants(0)) {
      Op gradient = new LossTermsGradient(function, a);
      context.set(0, context.emit(gradient, context.input(0), context.input(1), context.dy()));
    }
  }
}
