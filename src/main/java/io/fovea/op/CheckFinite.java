package io.fovea.op;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Sum of the squares of all elements of x, as a scalar; sets {@code healthy} (I32 scalar) to 0 if
 * this sum or another scalar is infinite or NaN, else leaves it. It is the host that sets it back
 * to 1. Inputs {@code healthy}, {@code other} (scalar), {@code x}. So a step looks at its loss and
 * at all its gradients, and has their norm.
 */
public record CheckFinite() implements Op {
  @Override
  public String name() {
    return "check_finite";
  }

  @Override
  public List<String> inputNames() {
    return List.of("healthy", "other", "x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.scalar("healthy", inputs.get(0), DType.I32);
    Rules.scalar("other", inputs.get(1), DType.F32);
    Rules.real("x", inputs.get(2));
    return List.of(TensorType.real());
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * inputs.get(2).shape().elements(), inputs, outputs);
  }
}
