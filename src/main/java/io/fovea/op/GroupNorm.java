package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Normalisation of each example by itself, its channels in groups: {@code y = gamma * (x - mean) /
 * sqrt(variance + epsilon) + beta}, mean and variance being those of all elements of an example's
 * group. Inputs {@code x [n, .., c]}, {@code gamma [c]}, {@code beta [c]}; outputs {@code y},
 * {@code mean [n, groups]} and {@code scale [n, groups]}, which is {@code 1 / sqrt(variance +
 * epsilon)}. One group of one pixel is layer normalisation.
 *
 * <p>Source: Wu, He, "Group normalization", 2018; Ba, Kiros, Hinton, "Layer normalization", 2016.
 */
public record GroupNorm(int groups, double epsilon) implements Op {
  public GroupNorm {
    require(groups >= 1, "groups must be at least 1, got %d", groups);
    require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
  }

  @Override
  public String name() {
    return "group_norm";
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
    require(x.shape().rank() >= 2, "x must be [n, .., c], got %s", x.shape());
    Rules.perChannel("gamma", inputs.get(1), x);
    Rules.perChannel("beta", inputs.get(2), x);
    TensorType statistics = TensorType.real(statistics(x.shape()));
    return List.of(x, statistics, statistics);
  }

  /** The shape of the statistics of x. */
  Shape statistics(Shape x) {
    require(
        x.dim(-1) % groups == 0,
        "x has %d channels, which %d groups do not divide (x %s)",
        x.dim(-1),
        groups,
        x);
    return Shape.of(x.dim(0), groups);
  }

  @Override
  public void gradient(GradientContext context) {
    List<Value> gradients =
        context.emitAll(
            new GroupNormGradient(groups),
            context.input(0),
            context.dy(),
            context.input(1),
            context.output(1),
            context.output(2));
    if (context.wants(0)) {
      context.set(0, gradients.get(0));
    }
    if (context.wants(1)) {
      context.set(1, context.emit(new BiasGradient(), gradients.get(1)));
    }
    if (context.wants(2)) {
      context.set(2, context.emit(new BiasGradient(), context.dy()));
    }
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(8 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
