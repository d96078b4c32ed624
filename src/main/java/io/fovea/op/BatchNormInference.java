package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * Batch normalisation with given statistics: {@code y = gamma * (x - mean) / sqrt(variance +
 * epsilon) + beta} per channel. Inputs {@code x [.., c]}, {@code gamma beta mean variance [c]};
 * output {@code y}.
 */
public record BatchNormInference(double epsilon) implements Op {
  public BatchNormInference {
    require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
  }

  @Override
  public String name() {
    return "batch_norm_inference";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "gamma", "beta", "mean", "variance");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 5);
    TensorType x = inputs.get(0);
    Rules.real("x", x);
    for (int i = 1; i < 5; i++) {
      Rules.perChannel(inputNames().get(i), inputs.get(i), x);
    }
    return List.of(x);
  }

  /** The statistics are constants here: they get no gradient. */
  @Override
  public void gradient(GradientContext context) {
    if (context.wants(3) || context.wants(4)) {
      throw new UnsupportedOperationException(name() + " has no gradient by its statistics");
    }
    BatchNormGradient.leave(
        context, new BatchNormGradient(epsilon, true), context.input(3), context.input(4));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
