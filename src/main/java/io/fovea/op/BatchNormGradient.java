package io.fovea.op;

import java.util.List;

/**
 * Gradients of batch normalisation. With {@code r = 1 / sqrt(variance + epsilon)} and {@code h = (x
 * - mean) * r}: {@code dbeta = sum of dy}, {@code dgamma = sum of dy * h}, {@code dx = gamma * r *
 * (dy - (dbeta + h * dgamma) / count)}, or {@code gamma * r * dy} where the statistics are
 * constants. Inputs {@code x dy [.., c]}, {@code gamma mean variance [c]}; outputs {@code dx},
 * {@code dgamma}, {@code dbeta}.
 */
public record BatchNormGradient(double epsilon, boolean constantStatistics) implements Op {
  @Override
  public String name() {
    return "batch_norm_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "dy", "gamma", "mean", "variance");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 5);
    TensorType x = inputs.get(0);
    Rules.real("x", x);
    Rules.real("dy", inputs.get(1));
    Rules.sameShape("x", x, "dy", inputs.get(1));
    for (int i = 2; i < 5; i++) {
      Rules.perChannel(inputNames().get(i), inputs.get(i), x);
    }
    return List.of(x, inputs.get(2), inputs.get(2));
  }

  /** Emits the gradient of a node whose inputs begin with x, gamma, beta. */
  static void leave(GradientContext context, BatchNormGradient op, Value mean, Value variance) {
    List<Value> gradients =
        context.emitAll(op, context.input(0), context.dy(), context.input(1), mean, variance);
    for (int i = 0; i < 3; i++) {
      if (context.wants(i)) {
        context.set(i, gradients.get(i));
      }
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(10 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
