package io.fovea.backend.cpu.simd;

import io.fovea.backend.cpu.BlockProduct;
import io.fovea.backend.cpu.CpuKernels;
import io.fovea.backend.cpu.PlanarTiles;
import io.fovea.backend.cpu.ScalarKernels;
import io.fovea.backend.cpu.WindowExtremes;
import io.fovea.backend.cpu.WindowTaps;
import io.fovea.backend.cpu.WinogradTransforms;

/**
 * What {@link VectorKernels} compute, bit for bit, in plain Java: sums in the same order, fused
 * where those are. These loops are fast after a few milliseconds, and take the place of those until
 * C2 has compiled them. Winograd's transforms alone are those of the Vector API.
 */
public final class FusedKernels extends ScalarKernels {
  private static final int LANES = Lanes.SPECIES.length();

  private final CpuKernels vector = new VectorKernels();

  @Override
  public String name() {
    return vector.name();
  }

  @Override
  public String description() {
    return vector.description();
  }

  @Override
  public int tileRows() {
    return vector.tileRows();
  }

  @Override
  public int manyRows() {
    return vector.manyRows();
  }

  @Override
  public int panelColumns(int columns) {
    return vector.panelColumns(columns);
  }

  @Override
  public BlockProduct newProduct() {
    return new FusedProduct(vector);
  }

  @Override
  public PlanarTiles newPlanarTiles() {
    return new FusedPlanarTiles();
  }

  @Override
  public WinogradTransforms winograd() {
    return vector.winograd();
  }

  @Override
  public void addProduct(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.fma(a[aAt + i], b[bAt + i], y[yAt + i]);
    }
  }

  @Override
  public void normalize(
      float[] x, int xAt, float[] mean, float[] a, float[] b, float[] y, int yAt, int n) {
    for (int j = 0; j < n; j++) {
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
    for (int j = 0; j < n; j++) {
      float rest = Math.fma(z[zAt + j], b[j], c[j]);
      y[yAt + j] = Math.fma(x[xAt + j] - mean[j], a[j], rest);
    }
  }

  @Override
  public double sum(float[] x, int xAt, int n) {
    int whole = n - n % LANES;
    double sum = 0;
    for (int i = 0; i < whole; i += VectorSums.STRETCH) {
      sum += sumOfLanes(x, xAt + i, Math.min(VectorSums.STRETCH, whole - i));
    }
    for (int i = whole; i < n; i++) {
      sum += x[xAt + i];
    }
    return sum;
  }

  /** Each lane from its first element to its last, and then one lane after the other. */
  private static double sumOfLanes(float[] x, int at, int n) {
    double sum = 0;
    for (int first = 0; first < LANES; first += 4) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int i = at + first; i < at + n; i += LANES) {
        s0 += x[i];
        s1 += x[i + 1];
        s2 += x[i + 2];
        s3 += x[i + 3];
      }
      sum += (double) s0 + s1 + s2 + s3;
    }
    return sum;
  }

  @Override
  public double sumSquares(float[] x, int xAt, int n) {
    int whole = n - n % LANES;
    double sum = 0;
    for (int i = 0; i < whole; i += VectorSums.STRETCH) {
      sum += sumSquaresOfLanes(x, xAt + i, Math.min(VectorSums.STRETCH, whole - i));
    }
    for (int i = whole; i < n; i++) {
      sum += (double) x[xAt + i] * x[xAt + i];
    }
    return sum;
  }

  private static double sumSquaresOfLanes(float[] x, int at, int n) {
    double sum = 0;
    for (int first = 0; first < LANES; first += 4) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int i = at + first; i < at + n; i += LANES) {
        s0 = Math.fma(x[i], x[i], s0);
        s1 = Math.fma(x[i + 1], x[i + 1], s1);
        s2 = Math.fma(x[i + 2], x[i + 2], s2);
        s3 = Math.fma(x[i + 3], x[i + 3], s3);
      }
      sum += (double) s0 + s1 + s2 + s3;
    }
    return sum;
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
        y[yAt + j] = Math.fma(x[xAt + at + j] - mean[j], z[zAt + at + j], y[yAt + j]);
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
        y[yAt + j] = Math.fma(d, d, y[yAt + j]);
      }
    }
  }

  /** As the vectors find them, whether taps are used or not: the signs of zeros, too. */
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
    WindowExtremes.find(sign, x, xAt, stride, taps, windows, n, y, yAt, index, indexAt);
  }
}
