package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * {@code y = sum of l1 |x| + l2 x x} over all elements of x, a scalar: what large weights cost. At
 * 0 the slope of the magnitude is 0.
 */
public record WeightPenalty(double l1, double l2) implements Op {
  public WeightPenalty {
    require(l1 >= 0 && l1 < Double.POSITIVE_INFINITY, "l1 must not be negative, got %s", l1);
    require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2 must not be negative, got %s", l2);
  }

  @Override
  public String name() {
    return "weight_penalty";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    return List.of(TensorType.real());
  }

  @Override
  public void gradient(GradientContext context) {
    Op gradient = new WeightPenaltyGradient(l1, l2);
    context.set(0, context.emit(gradient, context.input(0), context.dy()));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(4 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
