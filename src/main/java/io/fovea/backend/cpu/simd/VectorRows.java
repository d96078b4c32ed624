package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Loops over short rows that lie apart, such as those of a block of a matrix: down the rows, one
 * vector of columns at a time, then column by column.
 */
final class VectorRows {
  private static final int LANES = SPECIES.length();

  private VectorRows() {}

  /** Row by row, so that memory is read in order; very short rows go column by column. */
  static void copy(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    int whole = SPECIES.loopBound(n);
    if (whole > 0) {
      for (int r = 0; r < rows; r++) {
        copy(x, xAt + r * xStride, y, yAt + r * yStride, whole);
      }
    }
    int j = whole;
    for (; j + 4 <= n; j += 4) {
      copyFours(x, xAt + j, xStride, y, yAt + j, yStride, rows);
    }
    for (; j < n; j++) {
      copyColumn(x, xAt + j, xStride, y, yAt + j, yStride, rows);
    }
  }

  private static void copyColumn(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows) {
    int from = xAt;
    int to = yAt;
    for (int r = 0; r < rows; r++) {
      y[to] = x[from];
      from += xStride;
      to += yStride;
    }
  }

  private static void copyFours(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows) {
    int from = xAt;
    int to = yAt;
    for (int r = 0; r < rows; r++) {
      y[to] = x[from];
      y[to + 1] = x[from + 1];
      y[to + 2] = x[from + 2];
      y[to + 3] = x[from + 3];
      from += xStride;
      to += yStride;
    }
  }

  /**
   * By whole vectors, down the rows, as a loop over the few vectors of a row would mostly begin and
   * end; the last rows of x, behind which there may be nothing to read, as they are.
   */
  static void copySpaciously(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    int padded = (n + LANES - 1) / LANES * LANES;
    int beyond = x.length - padded - xAt;
    int readable = beyond < 0 ? 0 : Math.min(rows, beyond / xStride + 1);
    int j = 0;
    for (; j + 4 * LANES <= padded; j += 4 * LANES) {
      copyFour(x, xAt + j, xStride, y, yAt + j, yStride, readable);
    }
    for (; j < padded; j += LANES) {
      for (int r = 0; r < readable; r++) {
        FloatVector.fromArray(SPECIES, x, xAt + j + r * xStride)
            .intoArray(y, yAt + j + r * yStride);
      }
    }
    for (int r = readable; r < rows; r++) {
      System.arraycopy(x, xAt + r * xStride, y, yAt + r * yStride, n);
    }
  }

  private static void copyFour(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows) {
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * xStride;
      int to = yAt + r * yStride;
      FloatVector u = FloatVector.fromArray(SPECIES, x, from);
      FloatVector v = FloatVector.fromArray(SPECIES, x, from + LANES);
      FloatVector w = FloatVector.fromArray(SPECIES, x, from + 2 * LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, x, from + 3 * LANES);
      u.intoArray(y, to);
      v.intoArray(y, to + LANES);
      w.intoArray(y, to + 2 * LANES);
      z.intoArray(y, to + 3 * LANES);
    }
  }

  private static void copy(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int j = 0; j < n; j += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + j).intoArray(y, yAt + j);
    }
  }

  /** Copies whole panels of two vectors of columns: row by row, to all panels at once. */
  static void packPanels(
      float[] b, int bAt, int stride, int rows, int n, float[] panels, int panelsAt) {
    for (int r = 0; r < rows; r++) {
      int from = bAt + r * stride;
      int to = panelsAt + r * 2 * LANES;
      for (int j = 0; j < n; j += 2 * LANES) {
        FloatVector.fromArray(SPECIES, b, from + j).intoArray(panels, to);
        FloatVector.fromArray(SPECIES, b, from + j + LANES).intoArray(panels, to + LANES);
        to += rows * 2 * LANES;
      }
    }
  }
}
