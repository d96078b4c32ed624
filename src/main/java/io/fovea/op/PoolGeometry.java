package io.fovea.op;

import static io.fovea.op.ShapeException.require;

/**
 * The windows of a 2-D pooling.
 *
 * @param ceilMode whether a last, partial window counts: the number of outputs is rounded up
 *     instead of down, as long as that window starts inside the input or the padding before it (as
 *     in PyTorch and ONNX)
 */
public record PoolGeometry(
    int kh, int kw, int strideH, int strideW, Padding padding, boolean ceilMode) {
  public PoolGeometry {
    require(kh >= 1 && kw >= 1, "window must be at least 1, got %d x %d", kh, kw);
    require(
        strideH >= 1 && strideW >= 1, "stride must be at least 1, got %d x %d", strideH, strideW);
    require(
        padding.top() < kh && padding.bottom() < kh && padding.left() < kw && padding.right() < kw,
        "padding %s must be smaller than the window %d x %d",
        padding,
        kh,
        kw);
  }

  /** Windows that neither overlap nor leave gaps, without padding. */
  public static PoolGeometry of(int kh, int kw) {
    return new PoolGeometry(kh, kw, kh, kw, Padding.NONE, false);
  }

  /** Number of taps of a window. */
  public int taps() {
    return kh * kw;
  }
}
