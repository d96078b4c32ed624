package io.fovea.nn;

import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Value;
import java.util.List;

/**
 * Largest element of each window; padding never wins. Of equal elements the first gets the
 * gradient. Input {@code x [n, ih, iw, c]}, output {@code y [n, oh, ow, c]}.
 *
 * @param kh rows of the window
 * @param kw columns of the window
 * @param ceilMode whether a last, partial window counts, as in {@link PoolGeometry}
 */
public record MaxPool2d(int kh, int kw, int strideH, int strideW, Border border, boolean ceilMode)
    implements Layer {

  public MaxPool2d {
    new PoolGeometry(kh, kw, strideH, strideW, Padding.NONE, ceilMode);
  }

  /** Square windows side by side: they neither overlap nor leave gaps. */
  public static MaxPool2d of(int k) {
    return of(k, k);
  }

  /** Rectangular windows side by side. */
  public static MaxPool2d of(int kh, int kw) {
    return new MaxPool2d(kh, kw, kh, kw, Border.VALID, false);
  }

  /** This layer with another stride. */
  public MaxPool2d stride(int both) {
    return stride(both, both);
  }

  /** This layer with another stride. */
  public MaxPool2d stride(int h, int w) {
    return new MaxPool2d(kh, kw, h, w, border, ceilMode);
  }

  /** This layer with a padding, which never wins. */
  public MaxPool2d padding(Border newBorder) {
    return new MaxPool2d(kh, kw, strideH, strideW, newBorder, ceilMode);
  }

  /** This layer with or without partial windows at the end. */
  public MaxPool2d ceilMode(boolean on) {
    return new MaxPool2d(kh, kw, strideH, strideW, border, on);
  }

  @Override
  public String kind() {
    return "pool";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(x.shape().rank() == 4, "x must be images [n, ih, iw, c], got %s", x.shape());
    Padding padding = border.padding(x.shape(), kh, kw, strideH, strideW, 1, 1);
    Bordered images = Bordered.of(scope, x, padding, border.edge());
    PoolGeometry geometry = new PoolGeometry(kh, kw, strideH, strideW, images.padding(), ceilMode);
    return scope.emit(new io.fovea.op.MaxPool2d(geometry), images.x());
  }
}
