package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over rows, one per column: four vectors of columns at a time, then one, then single columns.
 * Every column is summed from the first row to the last, whichever loop it falls into.
 */
final class VectorRowSums {
  private static final int LANES = SPECIES.length();

  private VectorRowSums() {}

  static void sum(float[] x, int xAt, int rows, int n, float[] y, int yAt) {
    int j = 0;
    for (; j + 4 * LANES <= n; j += 4 * LANES) {
      sum4(x, xAt + j, rows, n, y, yAt + j);
    }
    for (; j + LANES <= n; j += LANES) {
      sum1(x, xAt + j, rows, n, y, yAt + j);
    }
    for (; j < n; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += x[xAt + j + r * n];
      }
      y[yAt + j] = sum;
    }
  }

  private static void sum4(float[] x, int xAt, int rows, int n, float[] y, int yAt) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    int at = xAt;
    for (int r = 0; r < rows; r++) {
      s0 = s0.add(fromArray(SPECIES, x, at));
      s1 = s1.add(fromArray(SPECIES, x, at + LANES));
      s2 = s2.add(fromArray(SPECIES, x, at + 2 * LANES));
      s3 = s3.add(fromArray(SPECIES, x, at + 3 * LANES));
      at += n;
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + LANES);
    s2.intoArray(y, yAt + 2 * LANES);
    s3.intoArray(y, yAt + 3 * LANES);
  }

  private static void sum1(float[] x, int xAt, int rows, int n, float[] y, int yAt) {
    FloatVector s = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      s = s.add(fromArray(SPECIES, x, xAt + r * n));
    }
    s.intoArray(y, yAt);
  }

  static void sumCentred(
      float[] x, int xAt, float[] mean, float[] z, int zAt, int rows, int n, float[] y, int yAt) {
    int j = 0;
    for (; j + LANES <= n; j += LANES) {
      centred(x, xAt + j, mean, j, z, zAt + j, rows, n, y, yAt + j);
    }
    for (; j < n; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        sum = Math.fma(x[xAt + j + r * n] - mean[j], z[zAt + j + r * n], sum);
      }
      y[yAt + j] = sum;
    }
  }

  private static void centred(
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] z,
      int zAt,
      int rows,
      int n,
      float[] y,
      int yAt) {
    FloatVector m = fromArray(SPECIES, mean, meanAt);
    FloatVector s = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      s = fromArray(SPECIES, x, xAt + r * n).sub(m).fma(fromArray(SPECIES, z, zAt + r * n), s);
    }
    s.intoArray(y, yAt);
  }

  static void sumSquaresCentred(
      float[] x, int xAt, float[] mean, int rows, int n, float[] y, int yAt) {
    int j = 0;
    for (; j + LANES <= n; j += LANES) {
      squares(x, xAt + j, mean, j, rows, n, y, yAt + j);
    }
    for (; j < n; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        float d = x[xAt + j + r * n] - mean[j];
        sum = Math.fma(d, d, sum);
      }
      y[yAt + j] = sum;
    }
  }

  private static void squares(
      float[] x, int xAt, float[] mean, int meanAt, int rows, int n, float[] y, int yAt) {
    FloatVector m = fromArray(SPECIES, mean, meanAt);
    FloatVector s = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      FloatVector d = fromArray(SPECIES, x, xAt + r * n).sub(m);
      s = d.fma(d, s);
    }
    s.intoArray(y, yAt);
  }
}
