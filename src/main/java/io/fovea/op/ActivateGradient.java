package io.fovea.op;

import java.util.List;

/** {@code dx = f'(x) dy}, element by element; the attributes are those of {@link Activate}. */
public record ActivateGradient(ActivationFunction function, double a) implements Op {
  @Override
  public String name() {
    return "activate_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.real("dy", inputs.get(1));
    Rules.sameShape("x", inputs.get(0), "dy", inputs.get(1));
    return List.of(inputs.get(1));
  }
}
