package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The matrix products at the heart of this backend, in plain Java and with vectors of each width,
 * against three loops in double precision: at sizes around the edges of tiles, panels and blocks.
 */
@Tag("widths")
class BlockProductTest {
  /** Beside the result and what is not to be read: any use of it shows. */
  private static final float OUTSIDE = Float.NaN;

  static List<CpuKernels> kernels() {
    List<CpuKernels> sets = new ArrayList<>(List.of(new ScalarKernels()));
    if (KernelChoice.refusal() == null) {
      sets.add(KernelChoice.named("vector"));
      sets.add(KernelChoice.fused());
      VectorWidths.wanted().forEach(bits -> sets.add(VectorWidths.kernels(bits)));
    }
    return sets;
  }

  /** Sums of products of small integers, which are the same in any order: every bit is right. */
  @ParameterizedTest
  @MethodSource("kernels")
  void areExactInIntegers(CpuKernels kernels) {
    forEachSize(
        kernels,
        (m, n, k) -> {
          Factors factors = Factors.integers(m, n, k);
          for (boolean accumulate : new boolean[] {false, true}) {
            double[] want = factors.product(accumulate);
            for (Form form : Form.values()) {
              float[] got = factors.run(kernels, form, accumulate);
              for (int i = 0; i < want.length; i++) {
                assertEquals(
                    want[i], got[i], 0, () -> factors + ", " + form + ", accumulate " + accumulate);
              }
            }
          }
        });
  }

  /**
   * A term is rounded when it is multiplied, up to k times while the sum grows, and once when that
   * is added to c: {@code (k + 2) * 2^-24} of the sum of absolute values, and a little for what is
   * of second order.
   */
  @ParameterizedTest
  @MethodSource("kernels")
  void roundAsTheyShould(CpuKernels kernels) {
    forEachSize(
        kernels,
        (m, n, k) -> {
          Factors factors = Factors.reals(m, n, k);
          double[] want = factors.product(true);
          double[] magnitudes = factors.magnitudes().product(true);
          float[] got = factors.run(kernels, Form.PANELS, true);
          for (Form form : Form.values()) {
            assertArrayEquals(got, factors.run(kernels, form, true), () -> "other bits by " + form);
          }
          for (int i = 0; i < want.length; i++) {
            assertEquals(want[i], got[i], (k + 2) * 0x1.001p-24 * magnitudes[i], factors::toString);
          }
        });
  }

  /** Tile sizes must not change a bit: a row or a column alone is what it is among others. */
  @ParameterizedTest
  @MethodSource("kernels")
  void anElementDependsOnItsRowAndColumnAlone(CpuKernels kernels) {
    int m = 9;
    int n = 37;
    Factors all = Factors.reals(m, n, 50);
    float[] whole = all.run(kernels, Form.PANELS, false);
    for (int i = 0; i < m; i++) {
      float[] row = all.rows(i, 1).run(kernels, Form.PANELS, false);
      assertArrayEquals(Arrays.copyOfRange(whole, i * n, (i + 1) * n), row, "row " + i);
    }
    for (int j = 0; j < n; j++) {
      float[] column = all.columns(j, 1).run(kernels, Form.PANELS, false);
      for (int i = 0; i < m; i++) {
        assertEquals(whole[i * n + j], column[i], "column " + j);
      }
    }
  }

  /** How the factors lie in memory. */
  private enum Form {
    /** The left one row by row, the right one in panels. */
    PANELS,
    /** Both row by row. */
    ROWS,
    /** The left one term by term, the right one in panels. */
    TRANSPOSED
  }

  private interface Size {
    void check(int m, int n, int k);
  }

  /** Around each edge alone and, with the smallest of the others, all pairs of edges. */
  private static void forEachSize(CpuKernels kernels, Size size) {
    int rows = kernels.tileRows();
    int columns = kernels.panelColumns(Integer.MAX_VALUE);
    TreeSet<Integer> ms = around(1, rows, 2 * rows, 64);
    TreeSet<Integer> ns = around(1, columns / 2, columns, 2 * columns);
    TreeSet<Integer> ks = around(1, 4, 8, BlockProduct.MAX_DEPTH);
    ks.removeIf(k -> k > BlockProduct.MAX_DEPTH);
    for (int m : ms) {
      for (int n : ns) {
        size.check(m, n, 5);
      }
    }
    for (int k : ks) {
      for (int n : ns) {
        size.check(rows + 1, n, k);
      }
      size.check(2 * rows, columns, k);
    }
  }

  private static TreeSet<Integer> around(int... edges) {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (int edge : edges) {
      sizes.addAll(List.of(edge - 1, edge, edge + 1));
    }
    sizes.removeIf(size -> size < 1);
    return sizes;
  }

  /**
   * A left factor {@code [m, k]}, a right one {@code [k, n]}, and what is added to, {@code [m, n]}.
   */
  private record Factors(int m, int n, int k, float[] a, float[] b, float[] c) {
    static Factors integers(int m, int n, int k) {
      SplittableRandom random = new SplittableRandom(m * 1_000_003L + n * 1_009L + k);
      return new Factors(
          m,
          n,
          k,
          fill(m * k, () -> random.nextInt(-9, 10)),
          fill(k * n, () -> random.nextInt(-9, 10)),
          fill(m * n, () -> random.nextInt(-999, 1000)));
    }

    static Factors reals(int m, int n, int k) {
      SplittableRandom random = new SplittableRandom(m * 1_000_003L + n * 1_009L + k);
      return new Factors(
          m,
          n,
          k,
          fill(m * k, () -> random.nextDouble() * 2 - 1),
          fill(k * n, () -> random.nextDouble() * 2 - 1),
          fill(m * n, () -> random.nextDouble() * 2 - 1));
    }

    private static float[] fill(int length, DoubleSupplier draw) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) draw.getAsDouble();
      }
      return values;
    }

    Factors magnitudes() {
      return new Factors(m, n, k, magnitudes(a), magnitudes(b), magnitudes(c));
    }

    private static float[] magnitudes(float[] values) {
      float[] magnitudes = values.clone();
      for (int i = 0; i < magnitudes.length; i++) {
        magnitudes[i] = Math.abs(magnitudes[i]);
      }
      return magnitudes;
    }

    Factors rows(int from, int count) {
      return new Factors(
          count,
          n,
          k,
          Arrays.copyOfRange(a, from * k, (from + count) * k),
          b,
          new float[count * n]);
    }

    Factors columns(int from, int count) {
      float[] part = new float[k * count];
      for (int p = 0; p < k; p++) {
        System.arraycopy(b, p * n + from, part, p * count, count);
      }
      return new Factors(m, count, k, a, part, new float[m * count]);
    }

    double[] product(boolean accumulate) {
      double[] sums = new double[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = accumulate ? c[i * n + j] : 0;
          for (int p = 0; p < k; p++) {
            sum += (double) a[i * k + p] * b[p * n + j];
          }
          sums[i * n + j] = sum;
        }
      }
      return sums;
    }

    /**
     * The product by the kernels, with offsets before everything and something else around the
     * result.
     */
    float[] run(CpuKernels kernels, Form form, boolean accumulate) {
      int cAt = 7;
      int ldc = n + 3;
      float[] to = filled(cAt + m * ldc);
      if (accumulate) {
        for (int i = 0; i < m; i++) {
          System.arraycopy(c, i * n, to, cAt + i * ldc, n);
        }
      }
      BlockProduct product = kernels.newProduct().to(to, cAt, ldc);
      switch (form) {
        case PANELS -> rightPanels(left(product, kernels), kernels);
        case ROWS -> rightRows(left(product, kernels), kernels);
        case TRANSPOSED -> rightPanels(leftTransposed(product), kernels);
      }
      product.run(m, n, k, accumulate);
      float[] got = new float[m * n];
      for (int i = 0; i < m; i++) {
        System.arraycopy(to, cAt + i * ldc, got, i * n, n);
        Arrays.fill(to, cAt + i * ldc, cAt + i * ldc + n, OUTSIDE);
      }
      for (int i = 0; i < to.length; i++) {
        assertTrue(Float.isNaN(to[i]), () -> this + " wrote outside of its result");
      }
      return got;
    }

    private BlockProduct left(BlockProduct product, CpuKernels kernels) {
      int rows = (m + kernels.tileRows() - 1) / kernels.tileRows() * kernels.tileRows();
      int aAt = 5;
      float[] left = filled(aAt + rows * BlockProduct.LEFT_STRIDE);
      for (int i = 0; i < m; i++) {
        System.arraycopy(a, i * k, left, aAt + i * BlockProduct.LEFT_STRIDE, k);
      }
      return product.left(left, aAt);
    }

    private BlockProduct leftTransposed(BlockProduct product) {
      int aAt = 5;
      float[] left = filled(aAt + k * BlockProduct.LEFT_STRIDE);
      for (int i = 0; i < m; i++) {
        for (int p = 0; p < k; p++) {
          left[aAt + p * BlockProduct.LEFT_STRIDE + i] = a[i * k + p];
        }
      }
      return product.leftTransposed(left, aAt);
    }

    private void rightPanels(BlockProduct product, CpuKernels kernels) {
      int bAt = 11;
      int width = 0;
      for (int j = 0; j < n; j += kernels.panelColumns(n - j)) {
        width += kernels.panelColumns(n - j);
      }
      float[] right = filled(bAt + width * k);
      kernels.packPanels(b, 0, n, k, n, right, bAt);
      product.rightPanels(right, bAt, k);
    }

    private void rightRows(BlockProduct product, CpuKernels kernels) {
      int bAt = 13;
      int panel = kernels.panelColumns(Integer.MAX_VALUE);
      int stride = (n + panel - 1) / panel * panel;
      float[] right = filled(bAt + k * stride);
      kernels.copyRows(b, 0, n, right, bAt, stride, k, n);
      product.rightRows(right, bAt, stride);
    }

    private static float[] filled(int length) {
      float[] values = new float[length];
      Arrays.fill(values, OUTSIDE);
      return values;
    }

    @Override
    public String toString() {
      return "m " + m + ", n " + n + ", k " + k;
    }
  }
}
