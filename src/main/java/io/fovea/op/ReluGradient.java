package io.fovea.op;

import java.util.List;

/**
 * {@code dx = y <= 0 ? 0 : dy}, by the output of ReLU, so that its input need not be kept. Where x
 * is 0 the gradient is 0; where y is NaN it is dy.
 */
public record ReluGradient() implements Op {
  @Override
  public String name() {
    return "relu_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("y", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("y", inputs.get(0));
    Rules.real("dy", inputs.get(1));
    Rules.sameShape("y", inputs.get(0), "dy", inputs.get(1));
    return List.of(inputs.get(1));
  }
}
