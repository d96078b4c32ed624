package io.fovea.backend.cpu;

import java.util.Arrays;

/**
 * The matrix product in plain Java. C2 turns a loop into vector code only if every array in it is
 * addressed with the same index, so the loop runs over a long line, of columns or of rows, whose
 * factors for four terms are copied into arrays of their own, and the block of c lies in one array
 * per line until it is complete.
 */
final class ScalarProduct extends BlockProduct {
  /** Columns of a panel, and the longest line. */
  static final int COLUMNS = 256;

  /** Lines of a block. */
  private static final int LINES = 64;

  private final float[] x0 = new float[COLUMNS];
  private final float[] x1 = new float[COLUMNS];
  private final float[] x2 = new float[COLUMNS];
  private final float[] x3 = new float[COLUMNS];
  private final float[][] sums = new float[LINES][COLUMNS];

  @Override
  public void run(int m, int n, int k, boolean accumulate) {
    for (int j = 0; j < n; j += COLUMNS) {
      int columns = Math.min(COLUMNS, n - j);
      int panel = bAt + j * bStep;
      int stride = bStride == 0 ? columns : bStride;
      if (columns <= LINES && m > 2 * columns) {
        int blocks = (m + COLUMNS - 1) / COLUMNS;
        int each = (m + blocks - 1) / blocks;
        for (int i = 0; i < m; i += each) {
          int rows = Math.min(each, m - i);
          sum(a, aAt + i * aRow, aRow, aTerm, rows, b, panel, 1, stride, columns, k);
          storeColumns(rows, columns, cAt + i * ldc + j, accumulate);
        }
      } else {
        for (int i = 0; i < m; i += LINES) {
          int rows = Math.min(LINES, m - i);
          sum(b, panel, 1, stride, columns, a, aAt + i * aRow, aRow, aTerm, rows, k);
          storeRows(rows, columns, cAt + i * ldc + j, accumulate);
        }
      }
    }
  }

  /**
   * Sets the first {@code lines} of {@link #sums}: {@code sums[l, j] = sum over p of x[j, p] * y[l,
   * p]}, where x has {@code n} elements that lie {@code xStep} apart, {@code xTerm} from term to
   * term, and y alike.
   */
  private void sum(
      float[] x,
      int xAt,
      int xStep,
      int xTerm,
      int n,
      float[] y,
      int yAt,
      int yStep,
      int yTerm,
      int lines,
      int k) {
    for (int l = 0; l < lines; l++) {
      Arrays.fill(sums[l], 0, n, 0f);
    }
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      copyFour(x, xAt + p * xTerm, xStep, xTerm, n);
      for (int l = 0; l < lines; l++) {
        int o = yAt + l * yStep + p * yTerm;
        float y0 = y[o];
        float y1 = y[o + yTerm];
        float y2 = y[o + 2 * yTerm];
        float y3 = y[o + 3 * yTerm];
        LineTerms.addFour(y0, y1, y2, y3, x0, x1, x2, x3, sums[l], n);
      }
    }
    for (; p < k; p++) {
      copyOne(x, xAt + p * xTerm, xStep, x0, n);
      for (int l = 0; l < lines; l++) {
        LineTerms.addOne(y[yAt + l * yStep + p * yTerm], x0, sums[l], n);
      }
    }
  }

  /** Copies four terms; where elements lie apart, all four of one at a time. */
  private void copyFour(float[] x, int at, int step, int term, int n) {
    if (step == 1) {
      System.arraycopy(x, at, x0, 0, n);
      System.arraycopy(x, at + term, x1, 0, n);
      System.arraycopy(x, at + 2 * term, x2, 0, n);
      System.arraycopy(x, at + 3 * term, x3, 0, n);
      return;
    }
    for (int j = 0; j < n; j++) {
      int from = at + j * step;
      x0[j] = x[from];
      x1[j] = x[from + term];
      x2[j] = x[from + 2 * term];
      x3[j] = x[from + 3 * term];
    }
  }

  private static void copyOne(float[] x, int at, int step, float[] to, int n) {
    for (int j = 0; j < n; j++) {
      to[j] = x[at + j * step];
    }
  }

  /** Stores sums whose lines are rows of c. */
  private void storeRows(int rows, int columns, int at, boolean accumulate) {
    for (int i = 0; i < rows; i++) {
      int to = at + i * ldc;
      if (accumulate) {
        float[] row = sums[i];
        for (int j = 0; j < columns; j++) {
          c[to + j] += row[j];
        }
      } else {
        System.arraycopy(sums[i], 0, c, to, columns);
      }
    }
  }

  /** Stores sums whose lines are columns of c, eight at a time, which share a line of the cache. */
  private void storeColumns(int rows, int columns, int at, boolean accumulate) {
    int j = 0;
    for (; j + 8 <= columns; j += 8) {
      if (accumulate) {
        addEight(j, rows, at + j);
      } else {
        storeEight(j, rows, at + j);
      }
    }
    for (; j < columns; j++) {
      float[] column = sums[j];
      for (int i = 0; i < rows; i++) {
        int to = at + j + i * ldc;
        c[to] = accumulate ? c[to] + column[i] : column[i];
      }
    }
  }

  private void storeEight(int j, int rows, int at) {
    float[] s0 = sums[j];
    float[] s1 = sums[j + 1];
    float[] s2 = sums[j + 2];
    float[] s3 = sums[j + 3];
    float[] s4 = sums[j + 4];
    float[] s5 = sums[j + 5];
    float[] s6 = sums[j + 6];
    float[] s7 = sums[j + 7];
    float[] y = c;
    int to = at;
    for (int i = 0; i < rows; i++) {
      y[to] = s0[i];
      y[to + 1] = s1[i];
      y[to + 2] = s2[i];
      y[to + 3] = s3[i];
      y[to + 4] = s4[i];
      y[to + 5] = s5[i];
      y[to + 6] = s6[i];
      y[to + 7] = s7[i];
      to += ldc;
    }
  }

  private void addEight(int j, int rows, int at) {
    float[] s0 = sums[j];
    float[] s1 = sums[j + 1];
    float[] s2 = sums[j + 2];
    float[] s3 = sums[j + 3];
    float[] s4 = sums[j + 4];
    float[] s5 = sums[j + 5];
    float[] s6 = sums[j + 6];
    float[] s7 = sums[j + 7];
    float[] y = c;
    int to = at;
    for (int i = 0; i < rows; i++) {
      y[to] += s0[i];
      y[to + 1] += s1[i];
      y[to + 2] += s2[i];
      y[to + 3] += s3[i];
      y[to + 4] += s4[i];
      y[to + 5] += s5[i];
      y[to + 6] += s6[i];
      y[to + 7] += s7[i];
      to += ldc;
    }
  }
}
