package io.fovea.backend.cpu.simd;

import static io.fovea.backend.cpu.simd.Lanes.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.fovea.backend.cpu.BlockProduct;
import io.fovea.backend.cpu.CpuKernels;
import io.fovea.backend.cpu.PlanarTiles;
import io.fovea.backend.cpu.WindowTaps;
import io.fovea.backend.cpu.WinogradTransforms;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The inner loops with the Vector API: whole vectors first, the rest element by element. Here and
 * in the classes beside, vectors are loaded by {@code fromArray} itself: a method of ours around it
 * may be compiled for itself, which boxes its result (seen on JDK 25).
 */
public final class VectorKernels implements CpuKernels {
  private static final int LANES = SPECIES.length();
  private static final WinogradTransforms WINOGRAD = new VectorWinograd();

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public String description() {
    return "Vector API, " + SPECIES.vectorBitSize() + " bits";
  }

  @Override
  public int tileRows() {
    return VectorProduct.ROWS;
  }

  @Override
  public int panelColumns(int columns) {
    return columns > LANES ? VectorProduct.COLUMNS : LANES;
  }

  @Override
  public BlockProduct newProduct() {
    return new VectorProduct();
  }

  @Override
  public PlanarTiles newPlanarTiles() {
    return new VectorPlanarTiles();
  }

  @Override
  public WinogradTransforms winograd() {
    return WINOGRAD;
  }

  @Override
  public void packPanels(
      float[] b, int bAt, int stride, int rows, int n, float[] panels, int panelsAt) {
    int whole = n - n % VectorProduct.COLUMNS;
    VectorRows.packPanels(b, bAt, stride, rows, whole, panels, panelsAt);
    if (whole < n) {
      int at = panelsAt + whole * rows;
      VectorRows.copy(b, bAt + whole, stride, panels, at, panelColumns(n - whole), rows, n - whole);
    }
  }

  @Override
  public void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      fromArray(SPECIES, a, aAt + i).add(fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
    for (int i = whole; i < n; i++) {
      y[yAt + i] = a[aAt + i] + b[bAt + i];
    }
  }

  @Override
  public void addBias(
      float[] b, int bAt, float floor, float[] y, int yAt, int stride, int rows, int n) {
    VectorEpilogue.bias(b, bAt, floor, y, yAt, stride, rows, n);
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
    VectorEpilogue.residual(b, bAt, x, xAt, floor, y, yAt, stride, rows, n);
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
    VectorEpilogue.prelu(b, bAt, alpha, alphaAt, y, yAt, stride, rows, n);
  }

  @Override
  public void addConstantThenPRelu(float value, float alpha, float[] y, int yAt, int n) {
    VectorEpilogue.columnPRelu(value, alpha, y, yAt, n);
  }

  @Override
  public void addConstant(float value, float floor, float[] y, int yAt, int n) {
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      fromArray(SPECIES, y, yAt + i).add(value).max(least).intoArray(y, yAt + i);
    }
    for (int i = whole; i < n; i++) {
      y[yAt + i] = Math.max(y[yAt + i] + value, floor);
    }
  }

  @Override
  public void copyRows(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    VectorRows.copy(x, xAt, xStride, y, yAt, yStride, rows, n);
  }

  @Override
  public void copyRowsSpaciously(
      float[] x, int xAt, int xStride, float[] y, int yAt, int yStride, int rows, int n) {
    VectorRows.copySpaciously(x, xAt, xStride, y, yAt, yStride, rows, n);
  }

  @Override
  public void addProduct(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      fromArray(SPECIES, a, aAt + i)
          .fma(fromArray(SPECIES, b, bAt + i), fromArray(SPECIES, y, yAt + i))
          .intoArray(y, yAt + i);
    }
    for (int i = whole; i < n; i++) {
      y[yAt + i] = Math.fma(a[aAt + i], b[bAt + i], y[yAt + i]);
    }
  }

  @Override
  public void relu(float[] x, int xAt, float[] y, int yAt, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      fromArray(SPECIES, x, xAt + i).max(zero).intoArray(y, yAt + i);
    }
    for (int i = whole; i < n; i++) {
      y[yAt + i] = Math.max(x[xAt + i], 0f);
    }
  }

  @Override
  public void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      VectorMask<Float> off = fromArray(SPECIES, y, yAt + i).compare(VectorOperators.LE, zero);
      fromArray(SPECIES, dy, dyAt + i).blend(zero, off).intoArray(dx, dxAt + i);
    }
    for (int i = whole; i < n; i++) {
      dx[dxAt + i] = y[yAt + i] <= 0 ? 0 : dy[dyAt + i];
    }
  }

  @Override
  public void addThenReluGradient(
      float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      VectorMask<Float> off = fromArray(SPECIES, y, yAt + i).compare(VectorOperators.LE, zero);
      fromArray(SPECIES, dx, dxAt + i)
          .add(fromArray(SPECIES, dy, dyAt + i))
          .blend(zero, off)
          .intoArray(dx, dxAt + i);
    }
    for (int i = whole; i < n; i++) {
      dx[dxAt + i] = y[yAt + i] <= 0 ? 0 : dx[dxAt + i] + dy[dyAt + i];
    }
  }

  @Override
  public void prelu(float[] x, int xAt, float[] alpha, int alphaAt, float[] y, int yAt, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = fromArray(SPECIES, x, xAt + i);
      VectorMask<Float> rises = value.compare(VectorOperators.GT, zero);
      fromArray(SPECIES, alpha, alphaAt + i).mul(value).blend(value, rises).intoArray(y, yAt + i);
    }
    for (int i = whole; i < n; i++) {
      float value = x[xAt + i];
      y[yAt + i] = value > 0 ? value : alpha[alphaAt + i] * value;
    }
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
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = fromArray(SPECIES, x, xAt + i);
      FloatVector gradient = fromArray(SPECIES, dy, dyAt + i);
      VectorMask<Float> rises = value.compare(VectorOperators.GT, zero);
      value.mul(gradient).blend(zero, rises).intoArray(terms, termsAt + i);
      fromArray(SPECIES, alpha, alphaAt + i)
          .mul(gradient)
          .blend(gradient, rises)
          .intoArray(dx, dxAt + i);
    }
    for (int i = whole; i < n; i++) {
      float value = x[xAt + i];
      float gradient = dy[dyAt + i];
      boolean rises = value > 0;
      dx[dxAt + i] = rises ? gradient : alpha[alphaAt + i] * gradient;
      terms[termsAt + i] = rises ? 0 : value * gradient;
    }
  }

  @Override
  public void normalize(
      float[] x, int xAt, float[] mean, float[] a, float[] b, float[] y, int yAt, int n) {
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      fromArray(SPECIES, x, xAt + j)
          .sub(fromArray(SPECIES, mean, j))
          .fma(fromArray(SPECIES, a, j), fromArray(SPECIES, b, j))
          .intoArray(y, yAt + j);
    }
    for (int j = whole; j < n; j++) {
      y[yAt + j] = Math.fma(x[xAt + j] - mean[j], a[j], b[j]);
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
    int whole = SPECIES.loopBound(n);
    for (int j = 0; j < whole; j += LANES) {
      FloatVector rest =
          fromArray(SPECIES, z, zAt + j).fma(fromArray(SPECIES, b, j), fromArray(SPECIES, c, j));
      fromArray(SPECIES, x, xAt + j)
          .sub(fromArray(SPECIES, mean, j))
          .fma(fromArray(SPECIES, a, j), rest)
          .intoArray(y, yAt + j);
    }
    for (int j = whole; j < n; j++) {
      float rest = Math.fma(z[zAt + j], b[j], c[j]);
      y[yAt + j] = Math.fma(x[xAt + j] - mean[j], a[j], rest);
    }
  }

  @Override
  public double sum(float[] x, int xAt, int n) {
    return VectorSums.sum(x, xAt, n);
  }

  @Override
  public double sumSquares(float[] x, int xAt, int n) {
    return VectorSums.sumSquares(x, xAt, n);
  }

  @Override
  public void sumRows(float[] x, int xAt, int rows, int n, float[] y, int yAt) {
    VectorRowSums.sum(x, xAt, rows, n, y, yAt);
  }

  @Override
  public void sumRuns(
      float[] x, int xAt, int[] offsets, int first, int end, float[] y, int yAt, int n) {
    VectorRuns.sum(x, xAt, offsets, first, end, y, yAt, n);
  }

  @Override
  public void sumCentred(
      float[] x, int xAt, float[] mean, float[] z, int zAt, int rows, int n, float[] y, int yAt) {
    VectorRowSums.sumCentred(x, xAt, mean, z, zAt, rows, n, y, yAt);
  }

  @Override
  public void sumSquaresCentred(
      float[] x, int xAt, float[] mean, int rows, int n, float[] y, int yAt) {
    VectorRowSums.sumSquaresCentred(x, xAt, mean, rows, n, y, yAt);
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
    VectorWindows.find(sign, x, xAt, stride, taps, windows, n, y, yAt, index, indexAt, room);
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
    VectorPReluWindows.find(
        x, xAt, stride, taps, alpha, alphaAt, windows, n, y, yAt, chosen, chosenAt, index, indexAt,
        room);
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
    VectorWindows.spread(taps, tapsAt, first, count, dy, dyAt, dx, dxAt, windows, n, room);
  }
}
