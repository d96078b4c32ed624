package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * {@code state = (1 - momentum) * state + momentum * correction * x}: a running statistic. Nothing
 * changes where {@code healthy} is 0, as in an optimiser's step. Inputs {@code state}, {@code x} of
 * one shape and {@code healthy} (I32 scalar); no outputs.
 *
 * @param momentum weight of the new value, as in PyTorch
 * @param correction factor on the new value; {@code count / (count - 1)} makes a variance unbiased
 */
public record MovingAverage(double momentum, double correction) implements Op {
  public MovingAverage {
    require(momentum >= 0 && momentum <= 1, "momentum must lie in [0, 1], got %s", momentum);
  }

  @Override
  public String name() {
    return "moving_average";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x", "healthy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.real("state", inputs.get(0));
    Rules.real("x", inputs.get(1));
    Rules.sameShape("state", inputs.get(0), "x", inputs.get(1));
    Rules.scalar("healthy", inputs.get(2), DType.I32);
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }
}
