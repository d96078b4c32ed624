package io.fovea.backend.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What is left to do to the rows of a product in plain Java. As many rows as fit are copied into
 * one of {@link Lines}, beside biases that are repeated as often.
 */
final class ScalarEpilogue {
  private ScalarEpilogue() {}

  /**
   * {@code y = prelu(y + b)} where there are slopes, else {@code y = max(y + b + residual, floor)}.
   *
   * @param alpha slopes as b, or null
   * @param residual as y, or null
   */
  static void finish(
      CpuKernels kernels,
      float[] b,
      int bAt,
      float @Nullable [] alpha,
      int alphaAt,
      float @Nullable [] residual,
      int residualAt,
      float floor,
      float[] y,
      int yAt,
      int stride,
      int rows,
      int n) {
    Lines lines = Lines.ofThread();
    float[][] x = lines.x;
    float[] sums = lines.y[0];
    boolean areUpToOne = alpha != null && areUpToOne(alpha, alphaAt, n);
    for (int j = 0; j < n; j += Lines.LENGTH) {
      int columns = Math.min(Lines.LENGTH, n - j);
      int most = Lines.LENGTH / columns;
      int end = Math.min(most, rows) * columns;
      Lines.repeat(b, bAt + j, columns, x[0], end);
      if (alpha != null) {
        Lines.repeat(alpha, alphaAt + j, columns, x[1], end);
      }
      for (int r = 0; r < rows; r += most) {
        int count = Math.min(most, rows - r);
        int length = count * columns;
        int at = r * stride + j;
        kernels.copyRows(y, yAt + at, stride, sums, 0, columns, count, columns);
        if (areUpToOne) {
          addBiasThenLarger(x[0], x[1], sums, length);
        } else if (alpha != null) {
          addBiasThenPRelu(x[0], x[1], sums, length);
        } else if (residual != null) {
          kernels.copyRows(residual, residualAt + at, stride, x[1], 0, columns, count, columns);
          addBiasAndResidual(x[0], x[1], floor, sums, length);
        } else {
          addBias(x[0], floor, sums, length);
        }
        kernels.copyRows(sums, 0, columns, y, yAt + at, stride, count, columns);
      }
    }
  }

  private static void addBias(float[] b, float floor, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.max(y[j] + b[j], floor);
    }
  }

  private static void addBiasAndResidual(float[] b, float[] x, float floor, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.max(y[j] + b[j] + x[j], floor);
    }
  }

  private static boolean areUpToOne(float[] alpha, int at, int n) {
    for (int j = at; j < at + n; j++) {
      if (!(alpha[j] > 0 && alpha[j] <= 1)) {
        return false;
      }
    }
    return true;
  }

  /**
   * PReLU with slopes above 0 and up to 1 is the larger one of x and alpha x: no choice keeps C2
   * from making vectors.
   */
  private static void addBiasThenLarger(float[] b, float[] alpha, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      float sum = y[j] + b[j];
      y[j] = Math.max(sum, alpha[j] * sum);
    }
  }

  private static void addBiasThenPRelu(float[] b, float[] alpha, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = ScalarKernels.prelu(y[j] + b[j], alpha[j]);
    }
  }
}
