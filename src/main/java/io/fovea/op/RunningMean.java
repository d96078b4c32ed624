package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Takes a mean of n more examples into the mean of those before: {@code state += n / (count + n) *
 * (x - state)}; where {@code count} is 0, {@code state = x}, whatever it was. Inputs {@code state}
 * (overwritten), {@code x} of its shape and {@code count} (I32 scalar), the examples that the state
 * is the mean of; no outputs.
 */
public record RunningMean(int n) implements Op {
  public RunningMean {
    require(n >= 1, "n must be at least 1, got %d", n);
  }

  @Override
  public String name() {
    return "running_mean";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x", "count");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.real("state", inputs.get(0));
    Rules.real("x", inputs.get(1));
    Rules.sameShape("state", inputs.get(0), "x", inputs.get(1));
    Rules.scalar("count", inputs.get(2), DType.I32);
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(3 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
