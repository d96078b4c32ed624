package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.BatchNormInference;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Batch normalisation per channel, the last axis. Input {@code x [n, .., c]}, output of the same
 * shape; parameters {@code gamma [c]} and {@code beta [c]}, statistics {@code mean [c]} and {@code
 * variance [c]}. While training, it normalises by mean and variance of the batch and lets the
 * statistics follow them (the variance unbiased, as in PyTorch); otherwise by the statistics.
 *
 * <p>Source: Ioffe, Szegedy, "Batch Normalization", 2015.
 *
 * @param momentum weight of the newest batch in the statistics
 * @param epsilon added to the variance
 */
public record BatchNorm(double momentum, double epsilon) implements Layer {
  public BatchNorm {
    require(
        momentum >= 0 && momentum <= 1,
        "batch norm: momentum must lie in [0, 1], got %s",
        momentum);
    require(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        "batch norm: epsilon must be positive and finite, got %s",
        epsilon);
  }

  /** Momentum 0.1, epsilon 1e-5. */
  public BatchNorm() {
    this(0.1, 1e-5);
  }

  @Override
  public String kind() {
    return "norm";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(x.shape().rank() >= 2, "x must be [n, .., c], got %s", x.shape());
    Shape channels = Shape.of(x.shape().dim(-1));
    Value gamma = scope.plainParameter("gamma", channels, new Constant(1));
    Value beta = scope.plainParameter("beta", channels, new Zeros());
    Value mean = scope.statistic("mean", channels, 0);
    Value variance = scope.statistic("variance", channels, 1);
    if (!scope.isTraining()) {
      return scope.emit(new BatchNormInference(epsilon), x, gamma, beta, mean, variance);
    }
    List<Value> results =
        scope.emitAll(new io.fovea.op.BatchNorm(epsilon), List.of(x, gamma, beta));
    double count = x.shape().rows();
    scope.track(mean, results.get(1), momentum, 1);
    scope.track(variance, results.get(2), momentum, count / Math.max(1, count - 1));
    return results.get(0);
  }
}
