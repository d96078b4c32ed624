package org.example.leaky;

import io.fovea.op.Op;
import io.fovea.op.TensorType;
import java.util.List;

/** {@code dx = x < 0 ? slope * dy : dy}. */
public record LeakyReluGradient(float slope) implements Op {
  @Override
  public String name() {
    return "leaky_relu_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(inputs.get(0));
  }
}
