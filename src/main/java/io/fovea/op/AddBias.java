package io.fovea.op;

import java.util.List;

/** Adds a number per channel: {@code y[.., c] = x[.., c] + b[c]}. */
public record AddBias() implements Op {
  @Override
  public String name() {
    return "add_bias";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "b");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.perChannel("b", inputs.get(1), inputs.get(0));
    return List.of(inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    if (context.wants(0)) {
      context.set(0, context.dy());
    }
    if (context.wants(1)) {
      context.set(1, context.emit(new BiasGradient(), context.dy()));
    }
  }
}
