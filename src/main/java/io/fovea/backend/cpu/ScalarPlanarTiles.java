package io.fovea.backend.cpu;

import java.util.Arrays;

/** Rows of tiles in plain Java: loops along a line, as those of {@link ScalarProduct}. */
final class ScalarPlanarTiles implements PlanarTiles {
  private static final int COLUMNS = 8;

  private static final int LONGEST_LINE = 256;

  private static final int MOST_CHANNELS = 6;

  private final float[] x0 = new float[LONGEST_LINE];
  private final float[] x1 = new float[LONGEST_LINE];
  private final float[] x2 = new float[LONGEST_LINE];
  private final float[] x3 = new float[LONGEST_LINE];
  private final float[][] sums = new float[MOST_CHANNELS][LONGEST_LINE];

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void row(
      int height,
      int k,
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int xAt,
      int[] offsets,
      float[] y,
      int yAt,
      int yStride,
      int n) {
    for (int j = 0; j < n; j += LONGEST_LINE) {
      int line = Math.min(LONGEST_LINE, n - j);
      sumLines(height, k, w, wAt, wStride, x, xAt + j, offsets, line);
      for (int o = 0; o < height; o++) {
        System.arraycopy(sums[o], 0, y, yAt + o * yStride + j, line);
      }
    }
  }

  private void sumLines(
      int height,
      int k,
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int xAt,
      int[] offsets,
      int n) {
    for (int o = 0; o < height; o++) {
      Arrays.fill(sums[o], 0, n, 0f);
    }
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      System.arraycopy(x, xAt + offsets[p], x0, 0, n);
      System.arraycopy(x, xAt + offsets[p + 1], x1, 0, n);
      System.arraycopy(x, xAt + offsets[p + 2], x2, 0, n);
      System.arraycopy(x, xAt + offsets[p + 3], x3, 0, n);
      for (int o = 0; o < height; o++) {
        int q = wAt + p * wStride + o;
        float w0 = w[q];
        float w1 = w[q + wStride];
        float w2 = w[q + 2 * wStride];
        float w3 = w[q + 3 * wStride];
        LineTerms.addFour(w0, w1, w2, w3, x0, x1, x2, x3, sums[o], n);
      }
    }
    for (; p < k; p++) {
      System.arraycopy(x, xAt + offsets[p], x0, 0, n);
      for (int o = 0; o < height; o++) {
        LineTerms.addOne(w[wAt + p * wStride + o], x0, sums[o], n);
      }
    }
  }
}
