package io.fovea.backend.cpu;

import java.util.Arrays;

/** The tiles in plain Java: C2 makes vectors of the inner loop. */
final class ScalarPlanarTiles implements PlanarTiles {
  private static final int COLUMNS = 16;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void tile(
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
      int yStride) {
    for (int o = 0; o < height; o++) {
      int to = yAt + o * yStride;
      Arrays.fill(y, to, to + COLUMNS, 0f);
      for (int p = 0; p < k; p++) {
        add(w[wAt + p * wStride + o], x, xAt + offsets[p], y, to);
      }
    }
  }

  private static void add(float w, float[] x, int xAt, float[] y, int yAt) {
    for (int j = 0; j < COLUMNS; j++) {
      y[yAt + j] += w * x[xAt + j];
    }
  }
}
