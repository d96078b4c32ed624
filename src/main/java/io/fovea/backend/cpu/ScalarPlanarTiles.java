package io.fovea.backend.cpu;

/**
 * The tiles in plain Java: eight sums at a time stay in registers. C2 makes no vectors of it, but
 * neither does it of a loop that adds to memory at two places of an array.
 */
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
    for (int o = 0; o < height; o += 2) {
      for (int j = 0; j < COLUMNS; j += 4) {
        tile2x4(k, w, wAt + o, wStride, x, xAt + j, offsets, y, yAt + o * yStride + j, yStride);
      }
    }
  }

  private static void tile2x4(
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
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float t0 = 0;
    float t1 = 0;
    float t2 = 0;
    float t3 = 0;
    int q = wAt;
    for (int p = 0; p < k; p++) {
      int at = xAt + offsets[p];
      float x0 = x[at];
      float x1 = x[at + 1];
      float x2 = x[at + 2];
      float x3 = x[at + 3];
      float w0 = w[q];
      float w1 = w[q + 1];
      s0 += w0 * x0;
      s1 += w0 * x1;
      s2 += w0 * x2;
      s3 += w0 * x3;
      t0 += w1 * x0;
      t1 += w1 * x1;
      t2 += w1 * x2;
      t3 += w1 * x3;
      q += wStride;
    }
    y[yAt] = s0;
    y[yAt + 1] = s1;
    y[yAt + 2] = s2;
    y[yAt + 3] = s3;
    int next = yAt + yStride;
    y[next] = t0;
    y[next + 1] = t1;
    y[next + 2] = t2;
    y[next + 3] = t3;
  }
}
