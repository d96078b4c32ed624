package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What is left to do to a block of a product, a loop for each epilogue: down the rows, one vector
 * of columns at a time, then column by column.
 */
final class VectorEpilogue {
  private static final int LANES = SPECIES.length();

  private VectorEpilogue() {}

  static void bias(
      float[] b, int bAt, float floor, float[] y, int yAt, int stride, int rows, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      biasOfVector(b, bAt + j, floor, y, yAt + j, stride, rows);
    }
    for (int j = whole; j < n; j++) {
      float bias = b[bAt + j];
      for (int r = 0; r < rows; r++) {
        int at = yAt + j + r * stride;
        y[at] = Math.max(y[at] + bias, floor);
      }
    }
  }

  private static void biasOfVector(
      float[] b, int bAt, float floor, float[] y, int yAt, int stride, int rows) {
    FloatVector bias = fromArray(SPECIES, b, bAt);
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int r = 0; r < rows; r++) {
      int at = yAt + r * stride;
      fromArray(SPECIES, y, at).add(bias).max(least).intoArray(y, at);
    }
  }

  static void residual(
      float[] b,
      int bAt,
      float[] x,
      int xAt,
      float floor,
      float[] y,
      int yAt,
      int stride,
      int rows,
      int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      residualOfVector(b, bAt + j, x, xAt + j, floor, y, yAt + j, stride, rows);
    }
    for (int j = whole; j < n; j++) {
      float bias = b[bAt + j];
      for (int r = 0; r < rows; r++) {
        int at = yAt + j + r * stride;
        y[at] = Math.max(y[at] + bias + x[xAt + j + r * stride], floor);
      }
    }
  }

  private static void residualOfVector(
      float[] b,
      int bAt,
      float[] x,
      int xAt,
      float floor,
      float[] y,
      int yAt,
      int stride,
      int rows) {
    FloatVector bias = fromArray(SPECIES, b, bAt);
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int r = 0; r < rows; r++) {
      int at = yAt + r * stride;
      fromArray(SPECIES, y, at)
          .add(bias)
          .add(fromArray(SPECIES, x, xAt + r * stride))
          .max(least)
          .intoArray(y, at);
    }
  }

  static void prelu(
      float[] b,
      int bAt,
      float[] alpha,
      int alphaAt,
      float[] y,
      int yAt,
      int stride,
      int rows,
      int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      preluOfVector(b, bAt + j, alpha, alphaAt + j, y, yAt + j, stride, rows);
    }
    for (int j = whole; j < n; j++) {
      float bias = b[bAt + j];
      float slope = alpha[alphaAt + j];
      for (int r = 0; r < rows; r++) {
        int at = yAt + j + r * stride;
        y[at] = prelu(y[at] + bias, slope);
      }
    }
  }

  private static void preluOfVector(
      float[] b, int bAt, float[] alpha, int alphaAt, float[] y, int yAt, int stride, int rows) {
    FloatVector bias = fromArray(SPECIES, b, bAt);
    FloatVector slope = fromArray(SPECIES, alpha, alphaAt);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int r = 0; r < rows; r++) {
      int at = yAt + r * stride;
      FloatVector sum = fromArray(SPECIES, y, at).add(bias);
      slope.mul(sum).blend(sum, sum.compare(VectorOperators.GT, zero)).intoArray(y, at);
    }
  }

  /** n elements of one column, one behind the other. */
  static void columnPRelu(float bias, float alpha, float[] y, int yAt, int n) {
    FloatVector slope = FloatVector.broadcast(SPECIES, alpha);
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector sum = fromArray(SPECIES, y, yAt + i).add(bias);
      slope.mul(sum).blend(sum, sum.compare(VectorOperators.GT, zero)).intoArray(y, yAt + i);
    }
    for (int i = whole; i < n; i++) {
      y[yAt + i] = prelu(y[yAt + i] + bias, alpha);
    }
  }

  private static float prelu(float x, float alpha) {
    return x > 0 ? x : alpha * x;
  }
}
