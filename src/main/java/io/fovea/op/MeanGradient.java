package io.fovea.op;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/** A tensor of shape x filled with {@code dy / number of elements}; dy is a scalar. */
public record MeanGradient(Shape x) implements Op {
  @Override
  public String name() {
    return "mean_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.scalar("dy", inputs.get(0), DType.F32);
    return List.of(TensorType.real(x));
  }
}
