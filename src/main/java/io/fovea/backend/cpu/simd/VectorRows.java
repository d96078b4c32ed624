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

  static void addBias(
      float[] b, int bAt, float floor, float[] y, int yAt, int stride, int rows, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      addBias(FloatVector.fromArray(SPECIES, b, bAt + j), floor, y, yAt + j, stride, rows);
    }
    for (int j = whole; j < n; j++) {
      float bias = b[bAt + j];
      for (int r = 0; r < rows; r++) {
        int at = yAt + j + r * stride;
        y[at] = Math.max(y[at] + bias, floor);
      }
    }
  }

  private static void addBias(
      FloatVector bias, float floor, float[] y, int yAt, int stride, int rows) {
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int r = 0; r < rows; r++) {
      int at = yAt + r * stride;
      FloatVector.fromArray(SPECIES, y, at).add(bias).max(least).intoArray(y, at);
    }
  }

  /** Row by row, so that memory is read in order; very short rows go column by column. */
  static void copy(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    int whole = SPECIES.loopBound(n);
    if (whole > 0) {
      for (int r = 0; r < rows; r++) {
        copy(x, xAt + r * xStride, y, yAt + r * yStride, whole);
      }
    }
    for (int j = whole; j < n; j++) {
      for (int r = 0; r < rows; r++) {
        y[yAt + j + r * yStride] = x[xAt + j + r * xStride];
      }
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
