package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import java.util.List;

/**
 * Batch normalisation with the statistics of the batch: {@code y = gamma * (x - mean) /
 * sqrt(variance + epsilon) + beta} per channel. Inputs {@code x [.., c]}, {@code gamma [c]}, {@code
 * beta [c]}; outputs {@code y}, {@code mean [c]} and {@code variance [c]} (divided by the count,
 * not by one less), which gradients do not flow through again.
 *
 * <p>Source: Ioffe, Szegedy, "Batch Normalization", 2015, algorithm 1.
 */
public record BatchNorm(double epsilon) implements Op {
  public BatchNorm {
    require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
  }

  @Override
  public String name() {
    return "batch_norm";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "gamma", "beta");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    TensorType x = inputs.get(0);
    Rules.real("x", x);
    Rules.perChannel("gamma", inputs.get(1), x);
    Rules.perChannel("beta", inputs.get(2), x);
    TensorType channels = inputs.get(1);
    return List.of(x, channels, channels);
  }

  @Override
  public void gradient(GradientContext context) {
    BatchNormGradient.leave(
        context, new BatchNormGradient(epsilon, false), context.output(1), context.output(2));
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(8 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
