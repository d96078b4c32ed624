package io.fovea.backend.reference;

import io.fovea.op.Padding;
import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;

/** The window of one output pixel of a pooling: which input pixels it holds. */
record ReferenceWindow(PoolDims dims, int oh, int ow) {
  /** First row of the window, which may lie in the padding. */
  private int firstRow() {
    return oh * dims.geometry().strideH() - dims.geometry().padding().top();
  }

  private int firstColumn() {
    return ow * dims.geometry().strideW() - dims.geometry().padding().left();
  }

  /** First row inside the input. */
  int top() {
    return Math.max(0, firstRow());
  }

  /** One past the last row inside the input. */
  int bottom() {
    return Math.min(dims.ih(), firstRow() + dims.geometry().kh());
  }

  /** First column inside the input. */
  int left() {
    return Math.max(0, firstColumn());
  }

  /** One past the last column inside the input. */
  int right() {
    return Math.min(dims.iw(), firstColumn() + dims.geometry().kw());
  }

  /** Number of an input pixel within the window. */
  int tap(int ih, int iw) {
    return (ih - firstRow()) * dims.geometry().kw() + iw - firstColumn();
  }

  /** What the mean divides by: taps inside the input, or inside the padded input. */
  int divisor(boolean countIncludePad) {
    if (!countIncludePad) {
      return (bottom() - top()) * (right() - left());
    }
    PoolGeometry g = dims.geometry();
    Padding p = g.padding();
    int rows = Math.min(dims.ih() + p.bottom(), firstRow() + g.kh()) - firstRow();
    int columns = Math.min(dims.iw() + p.right(), firstColumn() + g.kw()) - firstColumn();
    return rows * columns;
  }
}
