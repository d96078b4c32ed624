package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/** The tile of a product of a single row: as many columns as hide what an addition takes. */
final class VectorRow {
  private static final int LANES = SPECIES.length();

  private VectorRow() {}

  /**
   * 1 row by 4 vectors: {@code c = a * b}, or {@code c +=} it.
   *
   * @param bStep elements of b from the first two vectors to the others
   */
  static void tile1x4(
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bStep,
      int ldb,
      float[] c,
      int cAt,
      boolean add) {
    FloatVector s = FloatVector.zero(SPECIES);
    FloatVector t = FloatVector.zero(SPECIES);
    FloatVector u = FloatVector.zero(SPECIES);
    FloatVector v = FloatVector.zero(SPECIES);
    int q = bAt;
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(SPECIES, a[aAt + p]);
      s = x.fma(fromArray(SPECIES, b, q), s);
      t = x.fma(fromArray(SPECIES, b, q + LANES), t);
      u = x.fma(fromArray(SPECIES, b, q + bStep), u);
      v = x.fma(fromArray(SPECIES, b, q + bStep + LANES), v);
      q += ldb;
    }
    if (add) {
      s.add(fromArray(SPECIES, c, cAt)).intoArray(c, cAt);
      t.add(fromArray(SPECIES, c, cAt + LANES)).intoArray(c, cAt + LANES);
      u.add(fromArray(SPECIES, c, cAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
      v.add(fromArray(SPECIES, c, cAt + 3 * LANES)).intoArray(c, cAt + 3 * LANES);
    } else {
      s.intoArray(c, cAt);
      t.intoArray(c, cAt + LANES);
      u.intoArray(c, cAt + 2 * LANES);
      v.intoArray(c, cAt + 3 * LANES);
    }
  }
}
