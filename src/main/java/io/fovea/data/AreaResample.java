package io.fovea.data;

import java.util.Arrays;

/**
 * Resizes an image of bytes {@code [h, w, c]} by area averaging: an output pixel is the mean of the
 * input under it, parts of pixels counted by their area, rounded to nearest, halves up. All in
 * integers, so exact; enlarging repeats pixels. Takes the input row by row, so that a large picture
 * need not be held a second time.
 */
final class AreaResample {
  private final int fromHeight;
  private final int fromWidth;
  private final int toHeight;
  private final int toWidth;
  private final int channels;
  private final long[] sums;
  private final long[] row;
  private int rows;

  AreaResample(int fromHeight, int fromWidth, int toHeight, int toWidth, int channels) {
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    this.toHeight = toHeight;
    this.toWidth = toWidth;
    this.channels = channels;
    this.sums = new long[toHeight * toWidth * channels];
    this.row = new long[toWidth * channels];
  }

  /** Adds the next input row, {@code [w, c]}. */
  void add(byte[] pixels) {
    narrow(pixels);
    // In units of 1/toHeight of an input row, this row is [top, top + toHeight) and output row y is
    // [y * fromHeight, (y + 1) * fromHeight); the same holds for columns.
    long top = (long) rows * toHeight;
    long bottom = top + toHeight;
    for (long y = top / fromHeight; y * fromHeight < bottom; y++) {
      long overlap = Math.min(bottom, (y + 1) * fromHeight) - Math.max(top, y * fromHeight);
      int at = (int) y * row.length;
      for (int i = 0; i < row.length; i++) {
        sums[at + i] += overlap * row[i];
      }
    }
    rows++;
  }

  /** The output, {@code [h, w, c]}, once all rows were added. */
  byte[] pixels() {
    if (rows != fromHeight) {
      throw new IllegalStateException("resample: got " + rows + " rows of " + fromHeight);
    }
    long area = (long) fromHeight * fromWidth;
    byte[] pixels = new byte[sums.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((sums[i] + area / 2) / area);
    }
    return pixels;
  }

  private void narrow(byte[] pixels) {
    Arrays.fill(row, 0);
    for (int from = 0; from < fromWidth; from++) {
      long left = (long) from * toWidth;
      long right = left + toWidth;
      for (long x = left / fromWidth; x * fromWidth < right; x++) {
        long overlap = Math.min(right, (x + 1) * fromWidth) - Math.max(left, x * fromWidth);
        for (int c = 0; c < channels; c++) {
          row[(int) x * channels + c] += overlap * (pixels[from * channels + c] & 0xff);
        }
      }
    }
  }
}
