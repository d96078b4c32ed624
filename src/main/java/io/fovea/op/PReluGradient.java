package io.fovea.op;

import java.util.List;

/**
 * The gradient of {@link PRelu}: {@code dx = x > 0 ? dy : alpha[c] dy}, and {@code terms = x > 0 ?
 * 0 : x dy}, whose sum over each channel is the gradient of alpha.
 */
public record PReluGradient() implements Op {
  @Override
  public String name() {
    return "prelu_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "alpha", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.real("x", inputs.get(0));
    Rules.perChannel("alpha", inputs.get(1), inputs.get(0));
    Rules.real("dy", inputs.get(2));
    Rules.sameShape("x", inputs.get(0), "dy", inputs.get(2));
    return List.of(inputs.get(0), inputs.get(0));
  }
}
