package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/** Checks that several shape rules share. */
final class Rules {
  private Rules() {}

  static void count(List<TensorType> inputs, int expected) {
    require(inputs.size() == expected, "takes %d inputs, got %d", expected, inputs.size());
  }

  static void real(String name, TensorType type) {
    dtype(name, type, DType.F32);
  }

  static void dtype(String name, TensorType type, DType expected) {
    require(type.dtype() == expected, "%s must be %s, got %s", name, expected, type.dtype());
  }

  static void rank(String name, TensorType type, int expected, String axes) {
    require(
        type.shape().rank() == expected,
        "%s must have %d axes %s, got %s",
        name,
        expected,
        axes,
        type.shape());
  }

  static void scalar(String name, TensorType type, DType dtype) {
    dtype(name, type, dtype);
    require(type.shape().rank() == 0, "%s must be a scalar, got %s", name, type.shape());
  }

  static void sameShape(String aName, TensorType a, String bName, TensorType b) {
    require(
        a.shape().equals(b.shape()),
        "%s and %s must have one shape, got %s and %s",
        aName,
        bName,
        a.shape(),
        b.shape());
  }

  /** A vector with one element per channel of x, the channel being x's last axis. */
  static void perChannel(String name, TensorType type, TensorType x) {
    real(name, type);
    require(x.shape().rank() >= 1, "x must have a channel axis, got %s", x.shape());
    require(
        type.shape().equals(Shape.of(x.shape().dim(-1))),
        "%s must be [%d], one per channel of x %s, got %s",
        name,
        x.shape().dim(-1),
        x.shape(),
        type.shape());
  }

  /** Scores [n, c] beside one integer label per row. */
  static void classification(String name, TensorType scores, TensorType labels) {
    real(name, scores);
    rank(name, scores, 2, "[n, c]");
    dtype("labels", labels, DType.I32);
    require(
        labels.shape().equals(Shape.of(scores.shape().dim(0))),
        "labels must be [%d], one per row of %s %s, got %s",
        scores.shape().dim(0),
        name,
        scores.shape(),
        labels.shape());
  }

  /** One number per row of scores [n, c]. */
  static void perRow(String name, TensorType type, TensorType scores) {
    real(name, type);
    require(
        type.shape().equals(Shape.of(scores.shape().dim(0))),
        "%s must be [%d], one per row of %s, got %s",
        name,
        scores.shape().dim(0),
        scores.shape(),
        type.shape());
  }
}
