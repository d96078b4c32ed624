package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Sums. A sum of many elements runs in float lanes over a short stretch, whose lanes are then added
 * in double and in order: {@code reduceLanes} leaves that order to the JIT.
 */
final class VectorSums {
  private static final int LANES = SPECIES.length();

  /** Elements that one float lane adds up at most, times the lanes. */
  static final int STRETCH = 64 * LANES;

  private VectorSums() {}

  static double sum(float[] x, int at, int n) {
    double sum = 0;
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += STRETCH) {
      sum += stretch(x, at + i, Math.min(STRETCH, whole - i));
    }
    for (int i = whole; i < n; i++) {
      sum += x[at + i];
    }
    return sum;
  }

  private static double stretch(float[] x, int at, int n) {
    FloatVector sums = FloatVector.zero(SPECIES);
    for (int i = 0; i < n; i += LANES) {
      sums = sums.add(fromArray(SPECIES, x, at + i));
    }
    return addLanes(sums);
  }

  static double sumSquares(float[] x, int at, int n) {
    double sum = 0;
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += STRETCH) {
      sum += stretchSquares(x, at + i, Math.min(STRETCH, whole - i));
    }
    for (int i = whole; i < n; i++) {
      sum += (double) x[at + i] * x[at + i];
    }
    return sum;
  }

  private static double stretchSquares(float[] x, int at, int n) {
    FloatVector sums = FloatVector.zero(SPECIES);
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, at + i);
      sums = v.fma(v, sums);
    }
    return addLanes(sums);
  }

  /** The lanes in order. Lane numbers must be constants to be compiled; so must the conditions. */
  private static double addLanes(FloatVector s) {
    double sum = (double) s.lane(0) + s.lane(1) + s.lane(2) + s.lane(3);
    if (LANES >= 8) {
      sum += (double) s.lane(4) + s.lane(5) + s.lane(6) + s.lane(7);
    }
    if (LANES >= 16) {
      sum += (double) s.lane(8) + s.lane(9) + s.lane(10) + s.lane(11);
      sum += (double) s.lane(12) + s.lane(13) + s.lane(14) + s.lane(15);
    }
    return sum;
  }
}
