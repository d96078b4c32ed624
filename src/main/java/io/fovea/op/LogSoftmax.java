package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * {@code y = x - max - log(sum of exp(x - max))} over the last axis: the logarithm of softmax,
 * without taking that of zero.
 */
public record LogSoftmax() implements Op {
  @Override
  public String name() {
    return "log_softmax";
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
    context.set(0, context.emit(new LogSoftmaxGradient(), context.output(0), context.dy()));
  }
}
