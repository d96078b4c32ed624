package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a product does to its rows at the end, bit by bit against the formula: few and many columns,
 * rows that lie apart, numbers that are not finite, and slopes of PReLU of every kind; what lies
 * between rows stays as it is.
 */
@Tag("widths")
class EpilogueLoopsTest {
  private static final float[] VALUES = {
    0f, -0f, 1, -1, 2.5f, -3.25f, 1e-30f, -1e-30f, 1e30f, -1e30f, Float.NaN, Float.POSITIVE_INFINITY
  };

  private static final float[] SLOPES_WITHIN_UNIT = {0.25f, 1, 0.5f, Float.MIN_VALUE};

  private static final float[] SLOPES = {0.25f, 0, -0f, -0.5f, 2, 1.5f, Float.POSITIVE_INFINITY};

  private static final int[] COLUMNS = {1, 3, 8, 31, 64, 256, 257, 600};

  private static final int ROWS = 23;

  private final Random random = new Random(5);

  private interface Formula {
    float of(float y, int row, int column);
  }

  static List<CpuKernels> kernels() {
    return BlockProductTest.kernels();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void biasThenFloor(CpuKernels kernels) {
    for (float floor : new float[] {0, Float.NEGATIVE_INFINITY}) {
      for (int n : COLUMNS) {
        for (int stride : new int[] {n, n + 5}) {
          float[] b = some(VALUES, n + 1);
          check(
              kernels.name() + " bias " + n + " " + floor,
              n,
              stride,
              y -> kernels.addBias(b, 1, floor, y, 2, stride, ROWS, n),
              (y, r, j) -> Math.max(y + b[1 + j], floor));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void biasAndResidualThenFloor(CpuKernels kernels) {
    for (int n : COLUMNS) {
      for (int stride : new int[] {n, n + 5}) {
        float[] b = some(VALUES, n + 1);
        float[] x = some(VALUES, 3 + ROWS * stride);
        check(
            kernels.name() + " residual " + n,
            n,
            stride,
            y -> kernels.addBiasAndResidual(b, 1, x, 3, 0, y, 2, stride, ROWS, n),
            (y, r, j) -> Math.max(y + b[1 + j] + x[3 + r * stride + j], 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void biasThenPRelu(CpuKernels kernels) {
    for (float[] slopes : List.of(SLOPES_WITHIN_UNIT, SLOPES)) {
      for (int n : COLUMNS) {
        for (int stride : new int[] {n, n + 5}) {
          float[] b = some(VALUES, n + 1);
          float[] alpha = some(slopes, n + 2);
          check(
              kernels.name() + " prelu " + n,
              n,
              stride,
              y -> kernels.addBiasThenPRelu(b, 1, alpha, 2, y, 2, stride, ROWS, n),
              (y, r, j) -> {
                float sum = y + b[1 + j];
                return sum > 0 ? sum : alpha[2 + j] * sum;
              });
        }
      }
    }
  }

  private interface Loop {
    void run(float[] y);
  }

  private void check(String what, int n, int stride, Loop loop, Formula formula) {
    float[] before = some(VALUES, 2 + ROWS * stride + CpuKernels.SPARE);
    float[] y = Arrays.copyOf(before, before.length);
    loop.run(y);
    for (int i = 0; i < y.length; i++) {
      int row = Math.floorDiv(i - 2, stride);
      int column = Math.floorMod(i - 2, stride);
      boolean isInside = row >= 0 && row < ROWS && column < n;
      float want = isInside ? formula.of(before[i], row, column) : before[i];
      String where = what + " stride " + stride + " element " + i;
      assertEquals(Float.floatToIntBits(want), Float.floatToIntBits(y[i]), where);
    }
  }

  private float[] some(float[] values, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = values[random.nextInt(values.length)];
    }
    return x;
  }
}
