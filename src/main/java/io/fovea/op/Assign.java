package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/** Stores a value in a piece of state. Inputs {@code state}, {@code x}; no outputs. */
public record Assign() implements Op {
  @Override
  public String name() {
    return "assign";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    require(
        inputs.get(0).equals(inputs.get(1)), "state is %s, x is %s", inputs.get(0), inputs.get(1));
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }
}
