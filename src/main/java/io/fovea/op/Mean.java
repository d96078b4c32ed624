package io.fovea.op;

import java.util.List;

/** Mean of all elements of x, as a scalar. */
public record Mean() implements Op {
  @Override
  public String name() {
    return "mean";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    return List.of(TensorType.real());
  }

  @Override
  public void gradient(GradientContext context) {
    context.set(0, context.emit(new MeanGradient(context.input(0).shape()), context.dy()));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(inputs.get(0).shape().elements(), inputs, outputs);
  }
}
