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

  /**
   * @param kernels do the copying
   * @param source images {@code [.., height, width, pixel]}
   * @param channel first channel read of each pixel
   * @param channels number of channels read
   * @param rows rows of an output image
   * @param columns columns of an output image
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
      int[] tapW) {
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
  }

  /** The first output column for which a tap reads pixel {@code column} or one behind it. */
  private static int reached(int column, int tap, int stride) {
    return column <= tap ? 0 : (int) (((long) column - tap + stride - 1) / stride);
  }

  /**
   * What a convolution reads of x for one group of its output channels: a row for every output
   * pixel, a column for every {@code (kh, kw, ic)} in the order of the rows of w.
   */
  static Patches of(CpuKernels kernels, Conv2dDims d, CpuTensor x, int group) {
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
        kernels, x, first, channels, d.oh(), d.ow(), g.strideH(), g.strideW(), tapH, tapW);
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

  /** Copies a part of the patches of consecutive pixels of an output line, tap by tap. */
  private void copyLine(
      int line, int column, int pixels, int from, int length, float[] y, int at, int stride) {
    int image = line / rows;
    int h = (line - image * rows) * strideH;
    for (int k = from; k < from + length; ) {
      int tap = k / channels;
      int c = k - tap * channels;
      int run = Math.min(channels - c, from + length - k);
      int sourceH = h + tapH[tap];
      boolean isInside = sourceH >= 0 && sourceH < height;
      int left = isInside ? Math.min(pixels, Math.max(0, firstColumn[tap] - column)) : pixels;
      int right = isInside ? Math.min(pixels, Math.max(left, endColumn[tap] - column)) : pixels;
      int to = at + k - from;
      clear(y, to, stride, left, run);
      int sourceW = (column + left) * strideW + tapW[tap];
      int pixelAt = ((image * height + sourceH) * width + sourceW) * pixel;
      kernels.copyRows(
          source.floats(),
          source.at() + pixelAt + channel + c,
          strideW * pixel,
          y,
          to + left * stride,
          stride,
          right - left,
          run);
      clear(y, to + right * stride, stride, pixels - right, run);
      k += run;
    }
  }

  private static void clear(float[] y, int at, int stride, int rows, int n) {
    for (int r = 0; r < rows; r++) {
      Arrays.fill(y, at + r * stride, at + r * stride + n, 0f);
    }
  }
}
