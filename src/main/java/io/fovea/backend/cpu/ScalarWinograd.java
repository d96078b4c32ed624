package io.fovea.backend.cpu;

/** Winograd's transforms in plain Java. */
public final class ScalarWinograd implements WinogradTransforms {
  @Override
  public void input(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    for (int j = 0; j < n; j++) {
      int from = xAt + j;
      float d1 = x[from + xStride];
      float d2 = x[from + 2 * xStride];
      float d3 = x[from + 3 * xStride];
      float d4 = x[from + 4 * xStride];
      float even = d4 - 4 * d2;
      float odd = d3 - 4 * d1;
      float twiceEven = d4 - d2;
      float twiceOdd = 2 * (d3 - d1);
      int to = yAt + j;
      y[to] = 4 * x[from] - 5 * d2 + d4;
      y[to + yStride] = even + odd;
      y[to + 2 * yStride] = even - odd;
      y[to + 3 * yStride] = twiceEven + twiceOdd;
      y[to + 4 * yStride] = twiceEven - twiceOdd;
      y[to + 5 * yStride] = 4 * d1 - 5 * d3 + x[from + 5 * xStride];
    }
  }

  @Override
  public void filter(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    for (int j = 0; j < n; j++) {
      float g0 = x[xAt + j];
      float g1 = x[xAt + j + xStride];
      float g2 = x[xAt + j + 2 * xStride];
      float even = (g0 + g2) * (-1 / 6f);
      float odd = g1 * (-1 / 6f);
      float twiceEven = g0 * (1 / 24f) + g2 * (1 / 6f);
      float twiceOdd = g1 * (1 / 12f);
      int to = yAt + j;
      y[to] = g0 * 0.25f;
      y[to + yStride] = even + odd;
      y[to + 2 * yStride] = even - odd;
      y[to + 3 * yStride] = twiceEven + twiceOdd;
      y[to + 4 * yStride] = twiceEven - twiceOdd;
      y[to + 5 * yStride] = g2;
    }
  }

  @Override
  public void output(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    for (int j = 0; j < n; j++) {
      int from = xAt + j;
      float m1 = x[from + xStride];
      float m2 = x[from + 2 * xStride];
      float m3 = x[from + 3 * xStride];
      float m4 = x[from + 4 * xStride];
      float even = m1 + m2;
      float odd = m1 - m2;
      float twiceEven = m3 + m4;
      float twiceOdd = m3 - m4;
      int to = yAt + j;
      y[to] = x[from] + even + twiceEven;
      y[to + yStride] = odd + 2 * twiceOdd;
      y[to + 2 * yStride] = even + 4 * twiceEven;
      y[to + 3 * yStride] = odd + 8 * twiceOdd + x[from + 5 * xStride];
    }
  }

  @Override
  public void outputGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    for (int j = 0; j < n; j++) {
      int from = xAt + j;
      float g0 = x[from];
      float g1 = x[from + xStride];
      float g2 = x[from + 2 * xStride];
      float g3 = x[from + 3 * xStride];
      float even = (g0 + g2) * (-1 / 6f);
      float odd = (g1 + g3) * (-1 / 6f);
      float twiceEven = g0 * (1 / 24f) + g2 * (1 / 6f);
      float twiceOdd = g1 * (1 / 12f) + g3 * (1 / 3f);
      int to = yAt + j;
      y[to] = g0 * 0.25f;
      y[to + yStride] = even + odd;
      y[to + 2 * yStride] = even - odd;
      y[to + 3 * yStride] = twiceEven + twiceOdd;
      y[to + 4 * yStride] = twiceEven - twiceOdd;
      y[to + 5 * yStride] = g3;
    }
  }

  @Override
  public void filterGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    for (int j = 0; j < n; j++) {
      int from = xAt + j;
      float m1 = x[from + xStride];
      float m2 = x[from + 2 * xStride];
      float m3 = x[from + 3 * xStride];
      float m4 = x[from + 4 * xStride];
      float even = m1 + m2;
      float twiceEven = m3 + m4;
      int to = yAt + j;
      y[to] = x[from] + even + twiceEven;
      y[to + yStride] = m1 - m2 + 2 * (m3 - m4);
      y[to + 2 * yStride] = even + 4 * twiceEven + x[from + 5 * xStride];
    }
  }
}
