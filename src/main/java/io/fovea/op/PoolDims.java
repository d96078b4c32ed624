package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;

/** Every extent of one 2-D pooling: {@code x [n, ih, iw, c]}, {@code y [n, oh, ow, c]}. */
public record PoolDims(int n, int ih, int iw, int c, int oh, int ow, PoolGeometry geometry) {
  /**
   * The extents for an input.
   *
   * @throws ShapeException if no window fits
   */
  public static PoolDims of(Shape x, PoolGeometry g) {
    require(x.rank() == 4, "x must have 4 axes [n, ih, iw, c], got %s", x);
    Padding p = g.padding();
    int oh = outputs("height", x, 1, g.kh(), g.strideH(), p.top(), p.bottom(), g.ceilMode());
    int ow = outputs("width", x, 2, g.kw(), g.strideW(), p.left(), p.right(), g.ceilMode());
    return new PoolDims(x.dim(0), x.dim(1), x.dim(2), x.dim(3), oh, ow, g);
  }

  private static int outputs(
      String name, Shape x, int axis, int k, int stride, int before, int after, boolean ceil) {
    long room = (long) x.dim(axis) + before + after - k;
    require(
        room >= 0,
        "the window is %d pixels in %s, the padded input has %d (x %s, padding %d and %d)",
        k,
        name,
        room + k,
        x,
        before,
        after);
    long outputs = room / stride + 1;
    if (ceil && room % stride != 0 && outputs * stride < (long) x.dim(axis) + before) {
      outputs++;
    }
    return (int) outputs;
  }

  /** Whether each window begins where the one before ends, and all lie inside the input. */
  public boolean areSideBySide() {
    Padding p = geometry.padding();
    return geometry.strideH() == geometry.kh()
        && geometry.strideW() == geometry.kw()
        && p.top() == 0
        && p.left() == 0
        && (long) oh * geometry.kh() <= ih
        && (long) ow * geometry.kw() <= iw;
  }

  public Shape x() {
    return Shape.of(n, ih, iw, c);
  }

  public Shape y() {
    return Shape.of(n, oh, ow, c);
  }
}
