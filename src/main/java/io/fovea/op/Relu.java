package io.fovea.op;

import java.util.List;

/** {@code y = x < 0 ? 0 : x}: NaN stays NaN. */
public record Relu() implements Op {
  @Override
  public String name() {
    return "relu";
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
    context.set(0, context.emit(new ReluGradient(), context.output(0), context.dy()));
  }
}
