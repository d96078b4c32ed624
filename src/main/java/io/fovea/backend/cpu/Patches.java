package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.Arrays;

/**
 * The patch matrix of a convolution, never stored as a whole: row {@code m} is an output pixel
 * {@code (image, row, column)}, and holds, tap after tap, the channels of the pixel that the tap
 * reads, zeros where that lies outside. A tap reads source pixel {@code (row * strideH + tapH,
 * column * strideW + tapW)}. The forward pass and both gradients differ only in these numbers.
 */
final class Patches implements Rows {
  private final CpuKernels kernels;
  private final CpuTensor source;
  private final int height;
  private final int width;
  private final int pixel;
  private final int channel;
  private final int channels;
  private final int rows;
  private final int columns;
  private final int strideH;
  private final int strideW;
  private final int[] tapH;
  private final int[] tapW;

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
   * @param rows rows of an output image
   * @param columns columns of an output image
   * @param isSpacious whether {@link CpuKernels#SPARE} elements behind each row that is written may
   *     be overwritten
   */
  Patches(
      CpuKernels kernels,
      CpuTensor source,
      int channel,
      int channels,
      int rows,
      int columns,
      int strideH,
      int strideW,
      int[] tapH,
      int[] tapW,
      boolean isSpacious) {
    this.kernels = kernels;
    this.source = source;
    this.height = source.type().shape().dim(1);
    this.width = source.type().shape().dim(2);
    this.pixel = source.type().shape().dim(3);
    this.channel = channel;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.strideH = strideH;
    this.strideW = strideW;
    this.tapH = tapH.clone();
    this.tapW = tapW.clone();
    this.firstColumn = Arrays.stream(tapW).map(w -> reached(0, w, strideW)).toArray();
    this.endColumn = Arrays.stream(tapW).map(w -> reached(width, w, strideW)).toArray();
    this.isSpacious = isSpacious;
    this.runEnd = new int[tapH.length];
    for (int tap = tapH.length - 1; tap >= 0; tap--) {
      boolean goesOn =
          tap + 1 < tapH.length
              && channels == pixel
              && tapH[tap + 1] == tapH[tap]
              && tapW[tap + 1] == tapW[tap] + 1;
      runEnd[tap] = goesOn ? runEnd[tap + 1] : tap + 1;
    }
  }

  /** The first output column for which a tap reads pixel {@code column} or one behind it. */
  private static int reached(int column, int tap, int stride) {
    return column <= tap ? 0 : (int) (((long) column - tap + stride - 1) / stride);
  }

  /**
   * What a convolution reads of x for one group of its output channels: a row for every output
   * pixel, a column for every {@code (kh, kw, ic)} in the order of the rows of w.
   */
  static Patches of(CpuKernels kernels, Conv2dDims d, CpuTensor x, int group, boolean isSpacious) {
    Conv2dGeometry g = d.geometry();
    int[] tapH = new int[d.kh() * d.kw()];
    int[] tapW = new int[tapH.length];
    for (int tap = 0; tap < tapH.length; tap++) {
      tapH[tap] = tap / d.kw() * g.dilationH() - g.padding().top();
      tapW[tap] = tap % d.kw() * g.dilationW() - g.padding().left();
    }
    int channels = d.icPerGroup();
    int first = group * channels;
    return new Patches(
        kernels,
        x,
        first,
        channels,
        d.oh(),
        d.ow(),
        g.strideH(),
        g.strideW(),
        tapH,
        tapW,
        isSpacious);
  }

  @Override
  public void copy(int first, int count, int from, int length, float[] y, int at, int stride) {
    for (int done = 0; done < count; ) {
      int line = (first + done) / columns;
      int column = first + done - line * columns;
      int pixels = Math.min(columns - column, count - done);
      copyLine(line, column, pixels, from, length, y, at + done * stride, stride);
      done += pixels;
    }
  }

  /** Copies a part of the patches of consecutive pixels of an output line, run by run of taps. */
  private void copyLine(
      int line, int column, int pixels, int from, int length, float[] y, int at, int stride) {
    int image = line / rows;
    int h = (line - image * rows) * strideH;
    for (int k = from; k < from + length; ) {
      int tap = k / channels;
      int run = Math.min(runEnd[tap] * channels, from + length) - k;
      int last = (k + run - 1) / channels;
      int sourceH = h + tapH[tap];
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
      int xAt = row + ((column + left) * strideW + tapW[tap]) * pixel + k - tap * channels;
      int yAt = to + left * stride;
      int inner = right - left;
      int step = strideW * pixel;
      if (isSpacious) {
        kernels.copyRowsSpaciously(source.floats(), xAt, step, y, yAt, stride, inner, run);
      } else {
        kernels.copyRows(source.floats(), xAt, step, y, yAt, stride, inner, run);
      }
      k += run;
    }
  }

  /** Copies a run for the pixels {@code first .. end - 1}, some of whose taps lie outside. */
  private void copyEdge(
      int row, int column, int first, int end, int k, int run, float[] y, int at, int stride) {
    for (int i = first; i < end; i++) {
      for (int done = 0; done < run; ) {
        int tap = (k + done) / channels;
        int c = k + done - tap * channels;
        int n = Math.min(channels - c, run - done);
        int sourceW = (column + i) * strideW + tapW[tap];
        int to = at + i * stride + done;
        if (sourceW >= 0 && sourceW < width) {
          System.arraycopy(source.floats(), row + sourceW * pixel + c, y, to, n);
        } else {
          Arrays.fill(y, to, to + n, 0f);
        }
        done += n;
      }
    }
  }

  private static void clear(float[] y, int at, int stride, int rows, int n) {
    for (int r = 0; r < rows; r++) {
      Arrays.fill(y, at + r * stride, at + r * stride + n, 0f);
    }
  }
}
