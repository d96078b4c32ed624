package io.fovea.backend.cpu;

import java.util.Arrays;

/**
 * The inner loops in plain Java, written so that C2 vectorises what it can: one counted loop, and
 * where the operands lie at the same offset, one index for all of them. Choices are made with bit
 * masks: {@code ?:} between floats becomes a branch, which random data makes ten times slower.
 */
public class ScalarKernels implements CpuKernels {
  private static final WinogradTransforms WINOGRAD = new ScalarWinograd();

  /**
   * Shorter rows are copied column by column: a call for each would cost more than its elements.
   */
  private static final int SHORT_ROW = 8;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public String description() {
    return "plain Java";
  }

  @Override
  public int tileRows() {
    return 1;
  }

  @Override
  public int manyRows() {
    return ScalarProduct.COLUMNS;
  }

  @Override
  public int panelColumns(int columns) {
    return Math.min(columns, ScalarProduct.COLUMNS);
  }

  @Override
  public BlockProduct newProduct() {
    return new ScalarProduct();
  }

  @Override
  public PlanarTiles newPlanarTiles() {
    return new ScalarPlanarTiles();
  }

  @Override
  public WinogradTransforms winograd() {
    return WINOGRAD;
  }

  @Override
  public void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    if (aAt == yAt && bAt == yAt) {
      for (int i = yAt; i < yAt + n; i++) {
        y[i] = a[i] + b[i];
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      y[yAt + i] = a[aAt + i] + b[bAt + i];
    }
  }

  @Override
  public void addBias(
      float[] b, int bAt, float floor, float[] y, int yAt, int stride, int rows, int n) {
    ScalarEpilogue.finish(this, b, bAt, null, 0, null, 0, floor, y, yAt, stride, rows, n);
  }

  @Override
  public void addBiasAndResidual(
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
    ScalarEpilogue.finish(this, b, bAt, null, 0, x, xAt, floor, y, yAt, stride, rows, n);
  }

  @Override
  public void addBiasThenPRelu(
      float[] b,
      int bAt,
      float[] alpha,
      int alphaAt,
      float[] y,
      int yAt,
      int stride,
      int rows,
      int n) {
    ScalarEpilogue.finish(this, b, bAt, alpha, alphaAt, null, 0, 0, y, yAt, stride, rows, n);
  }

  @Override
  public void addConstant(float value, float floor, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.max(y[yAt + i] + value, floor);
    }
  }

  @Override
  public void addConstantThenPRelu(float value, float alpha, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = prelu(y[yAt + i] + value, alpha);
    }
  }

  @Override
  public void copyRows(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    if (rows > 0 && xStride == n && yStride == n) {
      System.arraycopy(x, xAt, y, yAt, rows * n);
      return;
    }
    if (n >= SHORT_ROW) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(x, xAt + r * xStride, y, yAt + r * yStride, n);
      }
      return;
    }
    for (int j = 0; j < n; j++) {
      for (int r = 0; r < rows; r++) {
        y[yAt + j + r * yStride] = x[xAt + j + r * xStride];
      }
    }
  }

  @Override
  public void addProduct(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] += a[aAt + i] * b[bAt + i];
    }
  }

  @Override
  public void relu(float[] x, int xAt, float[] y, int yAt, int n) {
    if (xAt == yAt) {
      for (int i = yAt; i < yAt + n; i++) {
        y[i] = Math.max(x[i], 0f);
      }
      return;
    }
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.max(x[xAt + i], 0f);
    }
  }

  @Override
  public void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    for (int i = 0; i < n; i++) {
      int keep = y[yAt + i] <= 0 ? 0 : -1;
      dx[dxAt + i] = Float.intBitsToFloat(Float.floatToRawIntBits(dy[dyAt + i]) & keep);
    }
  }

  @Override
  public void addThenReluGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    for (int i = 0; i < n; i++) {
      int keep = y[yAt + i] <= 0 ? 0 : -1;
      float sum = dx[dxAt + i] + dy[dyAt + i];
      dx[dxAt + i] = Float.intBitsToFloat(Float.floatToRawIntBits(sum) & keep);
    }
  }

  @Override
  public void prelu(float[] x, int xAt, float[] alpha, int alphaAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = prelu(x[xAt + i], alpha[alphaAt + i]);
    }
  }

  /** {@code x > 0 ? x : alpha x}; a comparison would become a branch. */
  static float prelu(float x, float alpha) {
    int bits = Float.floatToRawIntBits(x);
    int isPositive = (~bits & -bits) >> 31;
    return choose(isPositive, x, alpha * x);
  }

  @Override
  public void preluGradient(
      float[] x,
      int xAt,
      float[] alpha,
      int alphaAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      float[] terms,
      int termsAt,
      int n) {
    for (int i = 0; i < n; i++) {
      float value = x[xAt + i];
      float gradient = dy[dyAt + i];
      int rises = value > 0 ? -1 : 0;
      dx[dxAt + i] = choose(rises, gradient, alpha[alphaAt + i] * gradient);
      terms[termsAt + i] = choose(rises, 0, value * gradient);
    }
  }

  /** The first where all bits of the mask are set, the second where none is. */
  static float choose(int mask, float first, float second) {
    int own = Float.floatToRawIntBits(second);
    return Float.intBitsToFloat(own ^ ((own ^ Float.floatToRawIntBits(first)) & mask));
  }

  @Override
  public void normalize(
      float[] x, int xAt, float[] mean, float[] a, float[] b, float[] y, int yAt, int n) {
    for (int j = 0; j < n; j++) {
      y[yAt + j] = (x[xAt + j] - mean[j]) * a[j] + b[j];
    }
  }

  @Override
  public void combine(
      float[] x,
      int xAt,
      float[] mean,
      float[] a,
      float[] z,
      int zAt,
      float[] b,
      float[] c,
      float[] y,
      int yAt,
      int n) {
    for (int j = 0; j < n; j++) {
      y[yAt + j] = (x[xAt + j] - mean[j]) * a[j] + z[zAt + j] * b[j] + c[j];
    }
  }

  /** Four sums at a time, as each addition waits for the one before. */
  @Override
  public double sum(float[] x, int xAt, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = n & -4;
    for (int i = xAt; i < xAt + whole; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (int i = xAt + whole; i < xAt + n; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public double sumSquares(float[] x, int xAt, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = n & -4;
    for (int i = xAt; i < xAt + whole; i += 4) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
    }
    for (int i = xAt + whole; i < xAt + n; i++) {
      s0 += (double) x[i] * x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void sumRows(float[] x, int xAt, int rows, int n, float[] y, int yAt) {
    for (int j = 0; j < n; j++) {
      y[yAt + j] = 0;
    }
    for (int r = 0; r < rows; r++) {
      int at = xAt + r * n;
      for (int j = 0; j < n; j++) {
        y[yAt + j] += x[at + j];
      }
    }
  }

  @Override
  public void sumRuns(
      float[] x, int xAt, int[] offsets, int first, int end, float[] y, int yAt, int n) {
    Arrays.fill(y, yAt, yAt + n, 0f);
    for (int i = first; i < end; i++) {
      add(y, yAt, x, xAt + offsets[i], y, yAt, n);
    }
  }

  @Override
  public void sumCentred(
      float[] x, int xAt, float[] mean, float[] z, int zAt, int rows, int n, float[] y, int yAt) {
    for (int j = 0; j < n; j++) {
      y[yAt + j] = 0;
    }
    for (int r = 0; r < rows; r++) {
      int at = r * n;
      for (int j = 0; j < n; j++) {
        y[yAt + j] += (x[xAt + at + j] - mean[j]) * z[zAt + at + j];
      }
    }
  }

  @Override
  public void sumSquaresCentred(
      float[] x, int xAt, float[] mean, int rows, int n, float[] y, int yAt) {
    for (int j = 0; j < n; j++) {
      y[yAt + j] = 0;
    }
    for (int r = 0; r < rows; r++) {
      int at = xAt + r * n;
      for (int j = 0; j < n; j++) {
        float d = x[at + j] - mean[j];
        y[yAt + j] += d * d;
      }
    }
  }

  @Override
  public void extremesOfWindows(
      float sign,
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      int windows,
      int n,
      float[] y,
      int yAt,
      boolean areTapsUsed,
      int[] index,
      int indexAt,
      int room) {
    if (areTapsUsed) {
      WindowExtremes.find(sign, x, xAt, stride, taps, windows, n, y, yAt, index, indexAt);
    } else {
      WindowExtremes.findAlone(this, sign, x, xAt, stride, taps, windows, n, y, yAt);
    }
  }

  @Override
  public void largestPRelu(
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      float[] alpha,
      int alphaAt,
      int windows,
      int n,
      float[] y,
      int yAt,
      float[] chosen,
      int chosenAt,
      int[] index,
      int indexAt,
      int room) {
    WindowExtremes.findPRelu(
        x, xAt, stride, taps, alpha, alphaAt, windows, n, y, yAt, chosen, chosenAt, index, indexAt);
  }

  @Override
  public void spreadByTap(
      byte[] taps,
      int tapsAt,
      int first,
      int count,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      int windows,
      int n,
      int room) {
    WindowExtremes.spread(taps, tapsAt, first, count, dy, dyAt, dx, dxAt, windows, n);
  }
}
