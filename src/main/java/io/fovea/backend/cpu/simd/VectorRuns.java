package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/** Sums of runs of memory, element by element: whole vectors of each, four at a time, then one. */
final class VectorRuns {
  private static final int LANES = SPECIES.length();

  private VectorRuns() {}

  /** See {@link VectorKernels#sumRuns}. */
  static void sum(
      float[] x, int xAt, int[] offsets, int first, int end, float[] y, int yAt, int n) {
    int j = 0;
    for (; j + 4 * LANES <= n; j += 4 * LANES) {
      sum4(x, xAt + j, offsets, first, end, y, yAt + j);
    }
    for (; j < n; j += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = first; i < end; i++) {
        sum = sum.add(fromArray(SPECIES, x, xAt + j + offsets[i]));
      }
      sum.intoArray(y, yAt + j);
    }
  }

  private static void sum4(
      float[] x, int xAt, int[] offsets, int first, int end, float[] y, int yAt) {
    FloatVector s = FloatVector.zero(SPECIES);
    FloatVector t = FloatVector.zero(SPECIES);
    FloatVector u = FloatVector.zero(SPECIES);
    FloatVector v = FloatVector.zero(SPECIES);
    for (int i = first; i < end; i++) {
      int at = xAt + offsets[i];
      s = s.add(fromArray(SPECIES, x, at));
      t = t.add(fromArray(SPECIES, x, at + LANES));
      u = u.add(fromArray(SPECIES, x, at + 2 * LANES));
      v = v.add(fromArray(SPECIES, x, at + 3 * LANES));
    }
    s.intoArray(y, yAt);
    t.intoArray(y, yAt + LANES);
    u.intoArray(y, yAt + 2 * LANES);
    v.intoArray(y, yAt + 3 * LANES);
  }
}
