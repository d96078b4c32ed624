package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;

/**
 * For each row of outputs, the rows of x that it reads, stacked pixel by pixel: {@code [column][kh]
 * [ic]}. So everything that an output reads lies in one run, {@code [kw][kh][ic]}, and the runs of
 * neighbours overlap. Padding is there as zeros. Columns must not be dilated.
 */
final class StackedRows {
  private final CpuKernels kernels;
  private final Conv2dDims d;
  private final CpuTensor x;
  private final int channels;
  private final int columns;

  StackedRows(CpuKernels kernels, Conv2dDims d, CpuTensor x) {
    this.kernels = kernels;
    this.d = d;
    this.x = x;
    this.channels = d.icPerGroup();
    this.columns = (d.ow() - 1) * d.geometry().strideW() + d.kw();
  }

  /** Elements for one row of outputs. */
  int rowElements() {
    return columns * pixelElements();
  }

  /** Elements that an output reads. */
  int runElements() {
    return d.kw() * pixelElements();
  }

  private int pixelElements() {
    return d.kh() * channels;
  }

  /** Where the runs of the outputs of so many rows begin. */
  int[] offsets(int rows) {
    int[] offsets = new int[rows * d.ow()];
    for (int i = 0; i < offsets.length; i++) {
      int column = i % d.ow() * d.geometry().strideW();
      offsets[i] = i / d.ow() * rowElements() + column * pixelElements();
    }
    return offsets;
  }

  /** Place in a run of what tap {@code (kh, kw)} reads of the first channel. */
  int place(int kh, int kw) {
    return kw * pixelElements() + kh * channels;
  }

  /**
   * Stacks what some rows of outputs of an image read. Most of what a row reads the one above has
   * read, too: it is moved within its pixel, and only the rows that are new are copied from x.
   *
   * @param channel first channel that is read
   */
  void fill(int image, int channel, int row, int rows, float[] stack, int at) {
    Conv2dGeometry g = d.geometry();
    int shared = g.dilationH() == 1 ? Math.max(0, d.kh() - g.strideH()) : 0;
    for (int r = 0; r < rows; r++) {
      int to = at + r * rowElements();
      int known = r == 0 ? 0 : shared;
      if (known > 0) {
        // Behind the last pixel's there is nothing to move.
        int moved = (d.kh() - known) * channels;
        System.arraycopy(stack, to - rowElements() + moved, stack, to, rowElements() - moved);
      }
      for (int kh = known; kh < d.kh(); kh++) {
        int sourceRow = (row + r) * g.strideH() + kh * g.dilationH() - g.padding().top();
        fillRow(image, channel, sourceRow, stack, to + kh * channels);
      }
    }
  }

  private void fillRow(int image, int channel, int row, float[] stack, int at) {
    int left = d.geometry().padding().left();
    boolean isInside = row >= 0 && row < d.ih();
    int first = isInside ? Math.min(columns, left) : columns;
    int end = isInside ? Math.max(first, Math.min(columns, d.iw() + left)) : columns;
    clear(stack, at, 0, first);
    clear(stack, at, end, columns);
    if (first < end) {
      int pixel = (image * d.ih() + row) * d.iw() + first - left;
      int from = x.at() + pixel * d.ic() + channel;
      int step = pixelElements();
      int to = at + first * step;
      kernels.copyRows(x.floats(), from, d.ic(), stack, to, step, end - first, channels);
    }
  }

  private void clear(float[] stack, int at, int first, int end) {
    int step = pixelElements();
    int to = at + first * step;
    for (int column = first; column < end; column++) {
      for (int c = 0; c < channels; c++) {
        stack[to + c] = 0;
      }
      to += step;
    }
  }
}
