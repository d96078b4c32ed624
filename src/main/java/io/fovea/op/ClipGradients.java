package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Makes gradients smaller where they are too large: first all of them by one factor, {@code min(1,
 * maxNorm / (sqrt(sumSquares) + 1e-6))}, then each of them to {@code [-maxValue, maxValue]}. NaN
 * stays NaN. Inputs {@code gradients} (overwritten) and {@code sumSquares}, the scalar sum of their
 * squares; no outputs.
 *
 * <p>Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks",
 * 2013, with PyTorch's constant.
 *
 * @param maxNorm positive; infinite for no limit
 * @param maxValue positive; infinite for no limit
 */
public record ClipGradients(double maxNorm, double maxValue) implements Op {
  /** Keeps the factor finite where all gradients are 0. */
  public static final double EPSILON = 1e-6;

  public ClipGradients {
    require(maxNorm > 0, "the largest norm must be positive, got %s", maxNorm);
    require(maxValue > 0, "the largest value must be positive, got %s", maxValue);
  }

  @Override
  public String name() {
    return "clip_gradients";
  }

  @Override
  public List<String> inputNames() {
    return List.of("gradients", "sumSquares");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.real("gradients", inputs.get(0));
    Rules.scalar("sumSquares", inputs.get(1), DType.F32);
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
