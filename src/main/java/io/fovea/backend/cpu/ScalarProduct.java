package io.fovea.backend.cpu;

import java.util.Arrays;

/**
 * The matrix product in plain Java. C2 turns a loop into vector code only if every array in it is
 * addressed with the same index, so four rows of b are copied into arrays of their own, and the
 * block of c lies in one array per row until it is complete. Four terms per pass is what both JDK
 * 17 and 25 vectorise with 16 registers; with eight, 17 falls back to scalar code (5 times slower).
 */
final class ScalarProduct extends BlockProduct {
  /** Columns of a panel. */
  static final int COLUMNS = 256;

  private static final int ROWS = 64;

  private final float[] b0 = new float[COLUMNS];
  private final float[] b1 = new float[COLUMNS];
  private final float[] b2 = new float[COLUMNS];
  private final float[] b3 = new float[COLUMNS];
  private final float[][] sums = new float[ROWS][COLUMNS];

  @Override
  public void run(int m, int n, int k, boolean accumulate) {
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      for (int i = 0; i < m; i += ROWS) {
        int rows = Math.min(ROWS, m - i);
        int stride = bStride == 0 ? columns : bStride;
        sum(aAt + i * aRow, bAt + j * bStep, stride, rows, columns, k);
        for (int r = 0; r < rows; r++) {
          store(sums[r], cAt + (i + r) * ldc + j, columns, accumulate);
        }
      }
    }
  }

  /** Sets the first rows and columns of {@link #sums} to the product. */
  private void sum(int aFirst, int bFirst, int stride, int rows, int columns, int k) {
    for (int r = 0; r < rows; r++) {
      Arrays.fill(sums[r], 0, columns, 0f);
    }
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      int q = bFirst + p * stride;
      System.arraycopy(b, q, b0, 0, columns);
      System.arraycopy(b, q + stride, b1, 0, columns);
      System.arraycopy(b, q + 2 * stride, b2, 0, columns);
      System.arraycopy(b, q + 3 * stride, b3, 0, columns);
      for (int r = 0; r < rows; r++) {
        int o = aFirst + r * aRow + p * aTerm;
        float a0 = a[o];
        float a1 = a[o + aTerm];
        float a2 = a[o + 2 * aTerm];
        float a3 = a[o + 3 * aTerm];
        addFour(a0, a1, a2, a3, b0, b1, b2, b3, sums[r], columns);
      }
    }
    for (; p < k; p++) {
      System.arraycopy(b, bFirst + p * stride, b0, 0, columns);
      for (int r = 0; r < rows; r++) {
        addOne(a[aFirst + r * aRow + p * aTerm], b0, sums[r], columns);
      }
    }
  }

  private static void addFour(
      float a0,
      float a1,
      float a2,
      float a3,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] c,
      int n) {
    for (int j = 0; j < n; j++) {
      c[j] = c[j] + a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void addOne(float a0, float[] b0, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = c[j] + a0 * b0[j];
    }
  }

  private void store(float[] row, int at, int columns, boolean accumulate) {
    if (accumulate) {
      for (int j = 0; j < columns; j++) {
        c[at + j] += row[j];
      }
    } else {
      System.arraycopy(row, 0, c, at, columns);
    }
  }
}
