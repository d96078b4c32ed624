package io.fovea.op;

import static io.fovea.op.ShapeException.require;

/** Rows and columns of implied border on each side of an image. */
public record Padding(int top, int left, int bottom, int right) {
  /** No border: VALID. */
  public static final Padding NONE = new Padding(0, 0, 0, 0);

  public Padding {
    require(
        top >= 0 && left >= 0 && bottom >= 0 && right >= 0,
        "padding must not be negative, got top %d, left %d, bottom %d, right %d",
        top,
        left,
        bottom,
        right);
  }

  /** The same border on all sides. */
  public static Padding of(int all) {
    return new Padding(all, all, all, all);
  }

  /**
   * SAME: the border that gives {@code ceil(i / stride)} outputs, split evenly, the odd row or
   * column at the bottom or right (as in TensorFlow, and SAME_UPPER in ONNX).
   */
  public static Padding same(
      int ih, int iw, int kh, int kw, int strideH, int strideW, int dilationH, int dilationW) {
    int h = sameTotal(ih, kh, strideH, dilationH);
    int w = sameTotal(iw, kw, strideW, dilationW);
    return new Padding(h / 2, w / 2, h - h / 2, w - w / 2);
  }

  private static int sameTotal(int i, int k, int stride, int dilation) {
    long outputs = ((long) i + stride - 1) / stride;
    long reach = (long) (k - 1) * dilation + 1;
    long total = Math.max(0, (outputs - 1) * stride + reach - i);
    require(total <= Integer.MAX_VALUE, "padding: kernel reach %d is too large", reach);
    return (int) total;
  }

  @Override
  public String toString() {
    return top + "," + left + "," + bottom + "," + right;
  }
}
