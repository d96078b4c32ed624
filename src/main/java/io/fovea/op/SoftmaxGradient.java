package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/** {@code dx = y * (dy - sum of y * dy)} over the last axis, by the output of softmax. */
public record SoftmaxGradient() implements Op {
  @Override
  public String name() {
    return "softmax_gradient";
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
    require(inputs.get(0).shape().rank() >= 1, "y must have an axis, got a scalar");
    return List.of(inputs.get(1));
  }
}
