package io.fovea.backend.opencl.layout;

import io.fovea.backend.opencl.Macros;
import io.fovea.tensor.Shape;

/**
 * Two tensors that differ along one axis only, seen as rows: all that lies behind one index of the
 * axes before it.
 *
 * @param unit elements behind one index of the axis itself
 */
record Rows(Shape x, Shape y, int axis, int unit) {
  /** Stands for a row that is the whole tensor, whose length may depend on the batch. */
  private static final int ONE_ROW = Integer.MAX_VALUE;

  static Rows of(Shape x, Shape y, int axis) {
    int unit = 1;
    for (int later = axis + 1; later < x.rank(); later++) {
      unit *= x.dim(later);
    }
    return new Rows(x, y, axis, unit);
  }

  Macros macros() {
    return Macros.of("X_ROW", row(x)).with("Y_ROW", row(y));
  }

  private int row(Shape shape) {
    return axis == 0 ? ONE_ROW : shape.dim(axis) * unit;
  }
}
