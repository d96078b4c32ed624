package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;
import java.util.Arrays;

/**
 * The patch matrix of a convolution of images of one channel, transposed: a row for every tap, a
 * column for every output pixel. With stride 1, what a tap reads for a line of outputs is a line of
 * the image, so that one run is copied where {@link Patches} would copy some numbers for each
 * pixel.
 */
final class TapRows implements Rows {
  private final CpuTensor source;
  private final int height;
  private final int width;
  private final Taps taps;

  /**
   * @param source images {@code [.., height, width, 1]}
   * @param taps which pixels are read; with stride 1 along a line
   */
  TapRows(CpuTensor source, Taps taps) {
    this.source = source;
    this.height = source.type().shape().dim(1);
    this.width = source.type().shape().dim(2);
    this.taps = taps;
  }

  /** Whether this makes longer runs than {@link Patches} does. */
  static boolean pays(Conv2dDims d) {
    return d.ic() == 1 && d.geometry().strideW() == 1 && d.ow() > d.kw();
  }

  @Override
  public void copy(int first, int count, int from, int length, float[] y, int at, int stride) {
    for (int done = 0; done < length; ) {
      int line = (from + done) / taps.columns();
      int column = from + done - line * taps.columns();
      int pixels = Math.min(taps.columns() - column, length - done);
      for (int i = 0; i < count; i++) {
        copyLine(first + i, line, column, pixels, y, at + i * stride + done);
      }
      done += pixels;
    }
  }

  /** Copies what a tap reads for consecutive pixels of an output line. */
  private void copyLine(int tap, int line, int column, int pixels, float[] y, int at) {
    int image = line / taps.rows();
    int row = (line - image * taps.rows()) * taps.strideH() + taps.h()[tap];
    boolean isInside = row >= 0 && row < height;
    int shift = taps.w()[tap];
    int left = isInside ? Math.min(pixels, Math.max(0, taps.reaching(0, shift) - column)) : pixels;
    int right = Math.min(pixels, Math.max(left, taps.reaching(width, shift) - column));
    Arrays.fill(y, at, at + left, 0f);
    if (left < right) {
      int x = source.at() + (image * height + row) * width + column + left + shift;
      System.arraycopy(source.floats(), x, y, at + left, right - left);
    }
    Arrays.fill(y, at + Math.max(left, right), at + pixels, 0f);
  }
}
