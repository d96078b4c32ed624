package io.fovea.op;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Mean of all elements of x, as a scalar. Inputs {@code x} and, if it is accumulated, {@code total}
 * (scalar), to which the sum of x is added: what a step learns from and what is shown of it are one
 * sum.
 */
public record Mean(boolean accumulated) implements Op {
  /** The mean alone. */
  public Mean() {
    this(false);
  }

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public List<String> inputNames() {
    return accumulated ? List.of("x", "total") : List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    Rules.real("x", inputs.get(0));
    if (accumulated) {
      Rules.scalar("total", inputs.get(1), DType.F32);
    }
    return List.of(TensorType.real());
  }

  @Override
  public List<Integer> updates() {
    return accumulated ? List.of(1) : List.of();
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
