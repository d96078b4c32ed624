package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/**
 * The gradient of {@link GroupNorm}. With {@code z = (x - mean) * scale} and {@code g = dy *
 * gamma}: {@code dx = scale * (g - mean of g - z * mean of (g * z))}, the means over an example's
 * group; and {@code terms = dy * z}, whose sum over each channel is the gradient of gamma. Inputs
 * {@code x}, {@code dy [n, .., c]}, {@code gamma [c]}, {@code mean}, {@code scale [n, groups]}.
 */
public record GroupNormGradient(int groups) implements Op {
  public GroupNormGradient {
    require(groups >= 1, "groups must be at least 1, got %d", groups);
  }

  @Override
  public String name() {
    return "group_norm_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "dy", "gamma", "mean", "scale");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 5);
    TensorType x = inputs.get(0);
    Rules.real("x", x);
    Rules.real("dy", inputs.get(1));
    Rules.sameShape("x", x, "dy", inputs.get(1));
    Rules.perChannel("gamma", inputs.get(2), x);
    require(x.shape().rank() >= 2, "x must be [n, .., c], got %s", x.shape());
    Shape statistics = new GroupNorm(groups, 1).statistics(x.shape());
    for (int i = 3; i < 5; i++) {
      Rules.real(inputNames().get(i), inputs.get(i));
      require(
          inputs.get(i).shape().equals(statistics),
          "%s must be %s for x %s, got %s",
          inputNames().get(i),
          statistics,
          x.shape(),
          inputs.get(i).shape());
    }
    return List.of(x, x);
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(12 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
