package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;
import java.util.Arrays;

/**
 * The patch matrix of a convolution, never stored as a whole: row {@code m} is an output pixel
 * {@code (image, row, column)}, and holds, tap after tap, the channels of the pixel that the tap
 * reads, zeros where that lies outside.
 */
final class Patches implements Rows {
  private final CpuKernels kernels;
  private final CpuTensor source;
  private final int height;
  private final int width;
  private final int pixel;
  private final int channel;
  private final int channels;
  private final Taps taps;

  /** For each tap, the first output column that it reads a pixel for, and the first beyond. */
  private final int[] firstColumn;

  private final int[] endColumn;

  /** For each tap, the end of the taps from it on that read neighbours: one run of memory. */
  private final int[] runEnd;

  /** Whether there is room behind the rows that are written, as in the blocks of a product. */
  private final boolean isSpacious;

  /**
   * @param kernels do the copying
   * @param source images {@code [.., height, width, pixel]}
   * @param channel first channel read of each pixel
   * @param channels number of channels read
   * @param taps which pixels are read
   * @param isSpacious whether {@link CpuKernels#SPARE} elements behind each row that is written may
   *     be overwritten
   */
  Patches(
      CpuKernels kernels,
      CpuTensor source,
      int channel,
      int channels,
      Taps taps,
      boolean isSpacious) {
    this.kernels = kernels;
    this.source = source;
    this.height = source.type().shape().dim(1);
    this.width = source.type().shape().dim(2);
    this.pixel = source.type().shape().dim(3);
    this.channel = channel;
    this.channels = channels;
    this.taps = taps;
    this.firstColumn = Arrays.stream(taps.w()).map(w -> taps.reaching(0, w)).toArray();
    this.endColumn = Arrays.stream(taps.w()).map(w -> taps.reaching(width, w)).toArray();
    this.isSpacious = isSpacious;
    this.runEnd = new int[taps.count()];
    for (int tap = taps.count() - 1; tap >= 0; tap--) {
      boolean goesOn =
          tap + 1 < taps.count()
              && channels == pixel
              && taps.h()[tap + 1] == taps.h()[tap]
              && taps.w()[tap + 1] == taps.w()[tap] + 1;
      runEnd[tap] = goesOn ? runEnd[tap + 1] : tap + 1;
    }
  }

  /**
   * What a convolution reads of x for one group of its output channels: a row for every output
   * pixel, a column for every {@code (kh, kw, ic)} in the order of the rows of w.
   */
  static Patches of(CpuKernels kernels, Conv2dDims d, CpuTensor x, int group, boolean isSpacious) {
    int channels = d.icPerGroup();
    return new Patches(kernels, x, group * channels, channels, Taps.of(d), isSpacious);
  }

  @Override
  public void copy(int first, int count, int from, int length, float[] y, int at, int stride) {
    for (int done = 0; done < count; ) {
      int line = (first + done) / taps.columns();
      int column = first + done - line * taps.columns();
      int pixels = Math.min(taps.columns() - column, count - done);
      copyLine(line, column, pixels, from, length, y, at + done * stride, stride);
      done += pixels;
    }
  }

  /** Copies a part of the patches of consecutive pixels of an output line, run by run of taps. */
  private void copyLine(
      int line, int column, int pixels, int from, int length, float[] y, int at, int stride) {
    int image = line / taps.rows();
    int h = (line - image * taps.rows()) * taps.strideH();
    for (int k = from; k < from + length; ) {
      int tap = k / channels;
      int run = Math.min(runEnd[tap] * channels, from + length) - k;
      int last = (k + run - 1) / channels;
      int sourceH = h + taps.h()[tap];
      boolean isInside = sourceH >= 0 && sourceH < height;
      int left = isInside ? Math.min(pixels, Math.max(0, firstColumn[tap] - column)) : pixels;
      int right = isInside ? Math.min(pixels, Math.max(left, endColumn[last] - column)) : pixels;
      int to = at + k - from;
      int row = source.at() + (image * height + sourceH) * width * pixel + channel;
      if (isInside) {
        copyEdge(row, column, 0, left, k, run, y, to, stride);
        copyEdge(row, column, right, pixels, k, run, y, to, stride);
      } else {
        clear(y, to, stride, pixels, run);
      }
      int xAt =
          row + ((column + left) * taps.strideW() + taps.w()[tap]) * pixel + k - tap * channels;
      int yAt = to + left * stride;
      int inner = right - left;
      int step = taps.strideW() * pixel;
      if (isSpacious) {
        kernels.copyRowsSpaciously(source.floats(), xAt, step, y, yAt, stride, inner, run);
      } else {
        kernels.copyRows(source.floats(), xAt, step, y, yAt, stride, inner, run);
      }
      k += run;
    }
  }

  /** Copies a run for the pixels {@code first .. end - 1}, which may lie partly outside. */
  private void copyEdge(
      int row, int column, int first, int end, int k, int run, float[] y, int at, int stride) {
    int tap = k / channels;
    for (int i = first; i < end; i++) {
      int x = ((column + i) * taps.strideW() + taps.w()[tap]) * pixel + k - tap * channels;
      int from = Math.min(run, Math.max(0, -x));
      int to = Math.max(from, Math.min(run, width * pixel - x));
      int yAt = at + i * stride;
      Arrays.fill(y, yAt, yAt + from, 0f);
      if (from < to) {
        System.arraycopy(source.floats(), row + x + from, y, yAt + from, to - from);
      }
      Arrays.fill(y, yAt + to, yAt + run, 0f);
    }
  }

  private static void clear(float[] y, int at, int stride, int rows, int n) {
    for (int r = 0; r < rows; r++) {
      Arrays.fill(y, at + r * stride, at + r * stride + n, 0f);
    }
  }
}
