package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.GroupNorm;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Normalisation over the last axis, of each pixel by itself; the same while training and
 * afterwards. Input {@code x [n, .., c]}, output of the same shape; parameters {@code gamma [c]}
 * and {@code beta [c]}. Ba, Kiros, Hinton, 2016.
 *
 * @param epsilon added to the variance
 */
public record LayerNorm(double epsilon) implements Layer {
  public LayerNorm {
    require(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        "layer norm: epsilon must be positive and finite, got %s",
        epsilon);
  }

  /** Epsilon 1e-5. */
  public LayerNorm() {
    this(1e-5);
  }

  @Override
  public String kind() {
    return "norm";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(x.shape().rank() >= 2, "x must be [n, .., c], got %s", x.shape());
    int c = x.shape().dim(-1);
    Value gamma = scope.plainParameter("gamma", Shape.of(c), new Constant(1));
    Value beta = scope.plainParameter("beta", Shape.of(c), new Zeros());
    Shape rows = Shape.of((int) x.shape().rows(), c);
    Value flat = scope.emit(new Reshape(rows), x);
    Value y = scope.emit(new GroupNorm(1, epsilon), flat, gamma, beta);
    return scope.emit(new Reshape(x.shape()), y);
  }
}
