package io.fovea.op;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * {@code state += sum of x}: a running metric. Inputs {@code state} (scalar), {@code x}; no
 * outputs.
 */
public record Accumulate() implements Op {
  @Override
  public String name() {
    return "accumulate";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.scalar("state", inputs.get(0), DType.F32);
    Rules.real("x", inputs.get(1));
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }
}
