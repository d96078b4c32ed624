package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import io.fovea.backend.cpu.PlanarTiles;
import jdk.incubator.vector.FloatVector;

/**
 * Tiles of two vectors of neighbouring outputs by six or four channels: their sums stay in
 * registers, and each weight is spread over a vector once for two multiplications.
 */
final class VectorPlanarTiles implements PlanarTiles {
  private static final int LANES = SPECIES.length();

  @Override
  public int columns() {
    return 2 * LANES;
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
    for (int j = 0; j < n; j += columns()) {
      if (height == 4) {
        four(k, w, wAt, wStride, x, xAt + j, offsets, y, yAt + j, yStride);
      } else {
        six(k, w, wAt, wStride, x, xAt + j, offsets, y, yAt + j, yStride);
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
      int yAt,
      int yStride) {
    FloatVector s0u = FloatVector.zero(SPECIES);
    FloatVector s0v = FloatVector.zero(SPECIES);
    FloatVector s1u = FloatVector.zero(SPECIES);
    FloatVector s1v = FloatVector.zero(SPECIES);
    FloatVector s2u = FloatVector.zero(SPECIES);
    FloatVector s2v = FloatVector.zero(SPECIES);
    FloatVector s3u = FloatVector.zero(SPECIES);
    FloatVector s3v = FloatVector.zero(SPECIES);
    int q = wAt;
    for (int p = 0; p < k; p++) {
      int r = xAt + offsets[p];
      FloatVector u = FloatVector.fromArray(SPECIES, x, r);
      FloatVector v = FloatVector.fromArray(SPECIES, x, r + LANES);
      FloatVector t = FloatVector.broadcast(SPECIES, w[q]);
      s0u = t.fma(u, s0u);
      s0v = t.fma(v, s0v);
      t = FloatVector.broadcast(SPECIES, w[q + 1]);
      s1u = t.fma(u, s1u);
      s1v = t.fma(v, s1v);
      t = FloatVector.broadcast(SPECIES, w[q + 2]);
      s2u = t.fma(u, s2u);
      s2v = t.fma(v, s2v);
      t = FloatVector.broadcast(SPECIES, w[q + 3]);
      s3u = t.fma(u, s3u);
      s3v = t.fma(v, s3v);
      q += wStride;
    }
    s0u.intoArray(y, yAt);
    s0v.intoArray(y, yAt + LANES);
    s1u.intoArray(y, yAt + yStride);
    s1v.intoArray(y, yAt + LANES + yStride);
    s2u.intoArray(y, yAt + 2 * yStride);
    s2v.intoArray(y, yAt + LANES + 2 * yStride);
    s3u.intoArray(y, yAt + 3 * yStride);
    s3v.intoArray(y, yAt + LANES + 3 * yStride);
  }

  private static void six(
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
    FloatVector s0u = FloatVector.zero(SPECIES);
    FloatVector s0v = FloatVector.zero(SPECIES);
    FloatVector s1u = FloatVector.zero(SPECIES);
    FloatVector s1v = FloatVector.zero(SPECIES);
    FloatVector s2u = FloatVector.zero(SPECIES);
    FloatVector s2v = FloatVector.zero(SPECIES);
    FloatVector s3u = FloatVector.zero(SPECIES);
    FloatVector s3v = FloatVector.zero(SPECIES);
    FloatVector s4u = FloatVector.zero(SPECIES);
    FloatVector s4v = FloatVector.zero(SPECIES);
    FloatVector s5u = FloatVector.zero(SPECIES);
    FloatVector s5v = FloatVector.zero(SPECIES);
    int q = wAt;
    for (int p = 0; p < k; p++) {
      int r = xAt + offsets[p];
      FloatVector u = FloatVector.fromArray(SPECIES, x, r);
      FloatVector v = FloatVector.fromArray(SPECIES, x, r + LANES);
      FloatVector t = FloatVector.broadcast(SPECIES, w[q]);
      s0u = t.fma(u, s0u);
      s0v = t.fma(v, s0v);
      t = FloatVector.broadcast(SPECIES, w[q + 1]);
      s1u = t.fma(u, s1u);
      s1v = t.fma(v, s1v);
      t = FloatVector.broadcast(SPECIES, w[q + 2]);
      s2u = t.fma(u, s2u);
      s2v = t.fma(v, s2v);
      t = FloatVector.broadcast(SPECIES, w[q + 3]);
      s3u = t.fma(u, s3u);
      s3v = t.fma(v, s3v);
      t = FloatVector.broadcast(SPECIES, w[q + 4]);
      s4u = t.fma(u, s4u);
      s4v = t.fma(v, s4v);
      t = FloatVector.broadcast(SPECIES, w[q + 5]);
      s5u = t.fma(u, s5u);
      s5v = t.fma(v, s5v);
      q += wStride;
    }
    s0u.intoArray(y, yAt);
    s0v.intoArray(y, yAt + LANES);
    s1u.intoArray(y, yAt + yStride);
    s1v.intoArray(y, yAt + LANES + yStride);
    s2u.intoArray(y, yAt + 2 * yStride);
    s2v.intoArray(y, yAt + LANES + 2 * yStride);
    s3u.intoArray(y, yAt + 3 * yStride);
    s3v.intoArray(y, yAt + LANES + 3 * yStride);
    s4u.intoArray(y, yAt + 4 * yStride);
    s4v.intoArray(y, yAt + LANES + 4 * yStride);
    s5u.intoArray(y, yAt + 5 * yStride);
    s5v.intoArray(y, yAt + LANES + 5 * yStride);
  }
}
