package io.fovea.nn;

import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Value;
import java.util.List;

/**
 * Mean of each window. Input {@code x [n, ih, iw, c]}, output {@code y [n, oh, ow, c]}.
 *
 * @param kh rows of the window
 * @param kw columns of the window
 * @param ceilMode whether a last, partial window counts, as in {@link PoolGeometry}
 * @param countIncludePad whether padding counts as zeros in the mean
 */
public record AvgPool2d(
    int kh,
    int kw,
    int strideH,
    int strideW,
    Border border,
    boolean ceilMode,
    boolean countIncludePad)
    implements Layer {

  public AvgPool2d {
    new PoolGeometry(kh, kw, strideH, strideW, Padding.NONE, ceilMode);
  }

  /** Square windows side by side: they neither overlap nor leave gaps. */
  public static AvgPool2d of(int k) {
    return of(k, k);
  }

  /** Rectangular windows side by side. */
  public static AvgPool2d of(int kh, int kw) {
    return new AvgPool2d(kh, kw, kh, kw, Border.VALID, false, false);
  }

  /** This layer with another stride. */
  public AvgPool2d stride(int both) {
    return stride(both, both);
  }

  /** This layer with another stride. */
  public AvgPool2d stride(int h, int w) {
    return new AvgPool2d(kh, kw, h, w, border, ceilMode, countIncludePad);
  }

  /** This layer with a padding. */
  public AvgPool2d padding(Border newBorder) {
    return new AvgPool2d(kh, kw, strideH, strideW, newBorder, ceilMode, countIncludePad);
  }

  /** This layer with or without partial windows at the end. */
  public AvgPool2d ceilMode(boolean on) {
    return new AvgPool2d(kh, kw, strideH, strideW, border, on, countIncludePad);
  }

  /** This layer with padding counted as zeros in the mean, or not. */
  public AvgPool2d countIncludePad(boolean on) {
    return new AvgPool2d(kh, kw, strideH, strideW, border, ceilMode, on);
  }

  @Override
  public String kind() {
    return "avgpool";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    scope.require(x.shape().rank() == 4, "x must be images [n, ih, iw, c], got %s", x.shape());
    Padding padding = border.padding(x.shape(), kh, kw, strideH, strideW, 1, 1);
    Bordered images = Bordered.of(scope, x, padding, border.edge());
    PoolGeometry geometry = new PoolGeometry(kh, kw, strideH, strideW, images.padding(), ceilMode);
    return scope.emit(new io.fovea.op.AvgPool2d(geometry, countIncludePad), images.x());
  }
}
