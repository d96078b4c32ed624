package io.fovea.op;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * The gradient of {@link WeightPenalty}: {@code dx = dy (l1 sign(x) + 2 l2 x)}, where the sign of 0
 * is 0. Inputs {@code x} and {@code dy}, a scalar.
 */
public record WeightPenaltyGradient(double l1, double l2) implements Op {
  @Override
  public String name() {
    return "weight_penalty_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("x", inputs.get(0));
    Rules.scalar("dy", inputs.get(1), DType.F32);
    return List.of(inputs.get(0));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(4 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
