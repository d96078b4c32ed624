package org.example.leaky;

import io.fovea.op.GradientContext;
import io.fovea.op.Op;
import io.fovea.op.TensorType;
import java.util.List;

/** {@code y = x < 0 ? slope * x : x}. */
public record LeakyRelu(float slope) implements Op {
  @Override
  public String name() {
    return "leaky_relu";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return inputs;
  }

  @Override
  public void gradient(GradientContext context) {
    Op gradient = new LeakyReluGradient(slope);
    context.set(0, context.emit(gradient, context.input(0), context.dy()));
  }
}
