package io.fovea.backend.cpu;

import io.fovea.op.Conv2dDims;
import io.fovea.op.Conv2dGeometry;
import java.util.Arrays;

/**
 * What the outputs of a convolution read: tap t of output pixel {@code (row, column)} reads source
 * pixel {@code (row * strideH + h[t], column * strideW + w[t])}, or zero where that lies outside.
 * The forward pass and both gradients differ only in these numbers.
 *
 * @param rows rows of an output image
 * @param columns columns of an output image
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and only read
record Taps(int rows, int columns, int strideH, int strideW, int[] h, int[] w) {
  /** What y reads of x, tap after tap as the rows of w lie. */
  static Taps of(Conv2dDims d) {
    Conv2dGeometry g = d.geometry();
    int[] h = new int[d.kh() * d.kw()];
    int[] w = new int[h.length];
    for (int tap = 0; tap < h.length; tap++) {
      h[tap] = tap / d.kw() * g.dilationH() - g.padding().top();
      w[tap] = tap % d.kw() * g.dilationW() - g.padding().left();
    }
    return new Taps(d.oh(), d.ow(), g.strideH(), g.strideW(), h, w);
  }

  int count() {
    return h.length;
  }

  /**
   * The first output column for which the tap that reads {@code w} columns further on reads source
   * column {@code column} or one behind it.
   */
  int reaching(int column, int w) {
    return column <= w ? 0 : (int) (((long) column - w + strideW - 1) / strideW);
  }

  /** Row of the source, relative to that of the first output row, that is the first one read. */
  int firstH() {
    return Arrays.stream(h).min().orElse(0);
  }

  int firstW() {
    return Arrays.stream(w).min().orElse(0);
  }

  /** Rows from the first tap to the last, both included. */
  int spanH() {
    return Arrays.stream(h).max().orElse(0) - firstH() + 1;
  }

  int spanW() {
    return Arrays.stream(w).max().orElse(0) - firstW() + 1;
  }
}
