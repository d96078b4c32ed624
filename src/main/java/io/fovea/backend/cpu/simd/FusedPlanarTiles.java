package io.fovea.backend.cpu.simd;

import io.fovea.backend.cpu.PlanarTiles;

/** The tiles of {@link FusedKernels}: four outputs of a channel at a time. */
final class FusedPlanarTiles implements PlanarTiles {
  private static final int COLUMNS = 2 * Lanes.SPECIES.length();

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
    for (int o = 0; o < height; o++) {
      for (int j = 0; j < n; j += 4) {
        four(k, w, wAt + o, wStride, x, xAt + j, offsets, y, yAt + o * yStride + j);
      }
    }
  }

  private static void four(
      int k,
      float[] w,
      int wAt,
      int wStride,
      float[] x,
      int xAt,
      int[] offsets,
      float[] y,
      int at) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int p = 0; p < k; p++) {
      float t = w[wAt + p * wStride];
      int from = xAt + offsets[p];
      s0 = Math.fma(t, x[from], s0);
      s1 = Math.fma(t, x[from + 1], s1);
      s2 = Math.fma(t, x[from + 2], s2);
      s3 = Math.fma(t, x[from + 3], s3);
    }
    y[at] = s0;
    y[at + 1] = s1;
    y[at + 2] = s2;
    y[at + 3] = s3;
  }
}
