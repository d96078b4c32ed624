package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * {@code y = f(x)}, element by element.
 *
 * @param a the function's parameter, finite; 0 for a function without one
 */
public record Activate(ActivationFunction function, double a) implements Op {
  public Activate {
    require(Double.isFinite(a), "%s: the parameter must be finite, got %s", function, a);
    require(function.hasParameter() || a == 0, "%s takes no parameter, got %s", function, a);
  }

  /** A function without a parameter. */
  public Activate(ActivationFunction function) {
    this(function, 0);
  }

  @Override
  public String name() {
    return "activate";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    return inputs;
  }

  @Override
  public void gradient(GradientContext context) {
    Op gradient = new ActivateGradient(function, a);
    context.set(0, context.emit(gradient, context.input(0), context.dy()));
  }
}
