package io.fovea.backend.cpu;

/** Softmax of one row. */
final class SoftmaxRow {
  private SoftmaxRow() {}

  /** Largest element; NaN if there is one. */
  static float max(float[] x, int at, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < n; c++) {
      max = Math.max(max, x[at + c]);
    }
    return max;
  }

  /** Writes {@code y = exp(x - max) / sum} and returns the sum of {@code exp(x - max)}. */
  static double write(float[] x, int xAt, float max, float[] y, int yAt, int n) {
    double sum = 0;
    for (int c = 0; c < n; c++) {
      float e = Exp.ofNegative(x[xAt + c] - max);
      y[yAt + c] = e;
      sum += e;
    }
    for (int c = 0; c < n; c++) {
      y[yAt + c] = (float) (y[yAt + c] / sum);
    }
    return sum;
  }
}
