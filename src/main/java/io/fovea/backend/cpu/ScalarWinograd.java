package io.fovea.backend.cpu;

/**
 * Winograd's transforms in plain Java: rows are copied into {@link Lines}, and each loop makes one
 * or two of the new ones, as C2 makes no vectors of longer loops.
 */
public final class ScalarWinograd implements WinogradTransforms {
  /** Makes some lines of others. */
  private interface Transform {
    void apply(float[][] x, float[][] y, int n);
  }

  @Override
  public void input(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    byLines(ScalarWinograd::input, 6, x, xAt, xStride, 6, y, yAt, yStride, n);
  }

  @Override
  public void filter(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    byLines(ScalarWinograd::filter, 3, x, xAt, xStride, 6, y, yAt, yStride, n);
  }

  @Override
  public void output(float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    byLines(ScalarWinograd::output, 6, x, xAt, xStride, 4, y, yAt, yStride, n);
  }

  @Override
  public void outputGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    byLines(ScalarWinograd::outputGradient, 4, x, xAt, xStride, 6, y, yAt, yStride, n);
  }

  @Override
  public void filterGradient(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int n) {
    byLines(ScalarWinograd::filterGradient, 6, x, xAt, xStride, 3, y, yAt, yStride, n);
  }

  private static void byLines(
      Transform transform,
      int xLines,
      float[] x,
      int xAt,
      int xStride,
      int yLines,
      float[] y,
      int yAt,
      int yStride,
      int n) {
    Lines lines = Lines.ofThread();
    for (int i = 0; i < n; i += Lines.LENGTH) {
      int count = Math.min(Lines.LENGTH, n - i);
      lines.load(xLines, x, xAt + i, xStride, count);
      transform.apply(lines.x, lines.y, count);
      lines.store(yLines, y, yAt + i, yStride, count);
    }
  }

  private static void input(float[][] x, float[][] y, int n) {
    inputEnd(x[0], x[2], x[4], y[0], n);
    inputOnes(x[1], x[2], x[3], x[4], y[1], y[2], n);
    inputTwos(x[1], x[2], x[3], x[4], y[3], y[4], n);
    inputEnd(x[1], x[3], x[5], y[5], n);
  }

  private static void inputEnd(float[] d0, float[] d2, float[] d4, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = 4 * d0[j] - 5 * d2[j] + d4[j];
    }
  }

  private static void inputOnes(
      float[] d1, float[] d2, float[] d3, float[] d4, float[] y1, float[] y2, int n) {
    for (int j = 0; j < n; j++) {
      float even = d4[j] - 4 * d2[j];
      float odd = d3[j] - 4 * d1[j];
      y1[j] = even + odd;
      y2[j] = even - odd;
    }
  }

  private static void inputTwos(
      float[] d1, float[] d2, float[] d3, float[] d4, float[] y3, float[] y4, int n) {
    for (int j = 0; j < n; j++) {
      float even = d4[j] - d2[j];
      float odd = 2 * (d3[j] - d1[j]);
      y3[j] = even + odd;
      y4[j] = even - odd;
    }
  }

  private static void filter(float[][] g, float[][] y, int n) {
    quarter(g[0], y[0], n);
    filterOnes(g[0], g[1], g[2], y[1], y[2], n);
    filterTwos(g[0], g[1], g[2], y[3], y[4], n);
    System.arraycopy(g[2], 0, y[5], 0, n);
  }

  private static void quarter(float[] g0, float[] y0, int n) {
    for (int j = 0; j < n; j++) {
      y0[j] = g0[j] * 0.25f;
    }
  }

  private static void filterOnes(
      float[] g0, float[] g1, float[] g2, float[] y1, float[] y2, int n) {
    for (int j = 0; j < n; j++) {
      float even = (g0[j] + g2[j]) * (-1 / 6f);
      float odd = g1[j] * (-1 / 6f);
      y1[j] = even + odd;
      y2[j] = even - odd;
    }
  }

  private static void filterTwos(
      float[] g0, float[] g1, float[] g2, float[] y3, float[] y4, int n) {
    for (int j = 0; j < n; j++) {
      float even = g0[j] * (1 / 24f) + g2[j] * (1 / 6f);
      float odd = g1[j] * (1 / 12f);
      y3[j] = even + odd;
      y4[j] = even - odd;
    }
  }

  private static void output(float[][] m, float[][] y, int n) {
    outputEven(m[0], m[1], m[2], m[3], m[4], y[0], y[2], n);
    outputOdd(m[1], m[2], m[3], m[4], m[5], y[1], y[3], n);
  }

  private static void outputEven(
      float[] m0, float[] m1, float[] m2, float[] m3, float[] m4, float[] y0, float[] y2, int n) {
    for (int j = 0; j < n; j++) {
      float ones = m1[j] + m2[j];
      float twos = m3[j] + m4[j];
      y0[j] = m0[j] + ones + twos;
      y2[j] = ones + 4 * twos;
    }
  }

  private static void outputOdd(
      float[] m1, float[] m2, float[] m3, float[] m4, float[] m5, float[] y1, float[] y3, int n) {
    for (int j = 0; j < n; j++) {
      float ones = m1[j] - m2[j];
      float twos = m3[j] - m4[j];
      y1[j] = ones + 2 * twos;
      y3[j] = ones + 8 * twos + m5[j];
    }
  }

  private static void outputGradient(float[][] g, float[][] y, int n) {
    quarter(g[0], y[0], n);
    gradientOnes(g[0], g[1], g[2], g[3], y[1], y[2], n);
    gradientTwos(g[0], g[1], g[2], g[3], y[3], y[4], n);
    System.arraycopy(g[3], 0, y[5], 0, n);
  }

  private static void gradientOnes(
      float[] g0, float[] g1, float[] g2, float[] g3, float[] y1, float[] y2, int n) {
    for (int j = 0; j < n; j++) {
      float even = (g0[j] + g2[j]) * (-1 / 6f);
      float odd = (g1[j] + g3[j]) * (-1 / 6f);
      y1[j] = even + odd;
      y2[j] = even - odd;
    }
  }

  private static void gradientTwos(
      float[] g0, float[] g1, float[] g2, float[] g3, float[] y3, float[] y4, int n) {
    for (int j = 0; j < n; j++) {
      float even = g0[j] * (1 / 24f) + g2[j] * (1 / 6f);
      float odd = g1[j] * (1 / 12f) + g3[j] * (1 / 3f);
      y3[j] = even + odd;
      y4[j] = even - odd;
    }
  }

  /** The first three outputs, but for the last product, which counts in the third. */
  private static void filterGradient(float[][] m, float[][] y, int n) {
    outputEven(m[0], m[1], m[2], m[3], m[4], y[0], y[2], n);
    outputOdd(m[1], m[2], m[3], m[4], m[5], y[1], y[3], n);
    addTo(m[5], y[2], n);
  }

  private static void addTo(float[] m5, float[] y2, int n) {
    for (int j = 0; j < n; j++) {
      y2[j] += m5[j];
    }
  }
}
