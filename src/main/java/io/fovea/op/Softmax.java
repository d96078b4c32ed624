package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/** {@code y = exp(x - max) / sum of exp(x - max)} over the last axis. */
public record Softmax() implements Op {
  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    require(inputs.get(0).shape().rank() >= 1, "x must have an axis, got a scalar");
    return inputs;
  }

  @Override
  public void gradient(GradientContext context) {
    context.set(0, context.emit(new SoftmaxGradient(), context.output(0), context.dy()));
  }
}
