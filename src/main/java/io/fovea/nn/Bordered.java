package io.fovea.nn;

import io.fovea.op.Axis;
import io.fovea.op.Axis.Edge;
import io.fovea.op.Padding;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;

/**
 * Images with what is left of their border: zeros are the business of the op that follows, anything
 * else is part of the images already.
 */
record Bordered(Value x, Padding padding) {
  /** The images of {@code x [n, ih, iw, c]} with a border of the given widths. */
  static Bordered of(Scope scope, Value x, Padding padding, Edge edge) {
    if (edge == Edge.ZERO || padding.equals(Padding.NONE)) {
      return new Bordered(x, padding);
    }
    Axis rows = Axis.pad(edge, x.shape().dim(1), padding.top(), padding.bottom());
    Axis columns = Axis.pad(edge, x.shape().dim(2), padding.left(), padding.right());
    return new Bordered(scope.emit(new Resample2d(rows, columns), x), Padding.NONE);
  }
}
