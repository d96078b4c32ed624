package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Normalisation of each example by itself, its channels in groups; the same while training and
 * afterwards. Input {@code x [n, .., c]}, output of the same shape; parameters {@code gamma [c]}
 * and {@code beta [c]}. As many groups as channels make instance normalisation. Wu, He, 2018.
 *
 * @param epsilon added to the variance
 */
public record GroupNorm(int groups, double epsilon) implements Layer {
  public GroupNorm {
    require(groups >= 1, "group norm: groups must be at least 1, got %d", groups);
    require(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        "group norm: epsilon must be positive and finite, got %s",
        epsilon);
  }

  /** Epsilon 1e-5. */
  public static GroupNorm of(int groups) {
    return new GroupNorm(groups, 1e-5);
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
    return scope.emit(new io.fovea.op.GroupNorm(groups, epsilon), x, gamma, beta);
  }
}
