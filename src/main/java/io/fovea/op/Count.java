package io.fovea.op;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * {@code state += amount}, for step counters and batch positions; where a second input {@code
 * healthy} is given and 0, nothing. Inputs {@code state} (I32 scalar) and, if guarded, {@code
 * healthy}; no outputs.
 */
public record Count(int amount, boolean guarded) implements Op {
  @Override
  public String name() {
    return "count";
  }

  @Override
  public List<String> inputNames() {
    return guarded ? List.of("state", "healthy") : List.of("state");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    for (int i = 0; i < inputs.size(); i++) {
      Rules.scalar(inputNames().get(i), inputs.get(i), DType.I32);
    }
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }
}
