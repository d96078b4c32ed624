package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Max and min pooling and the gradient of windows side by side, bit by bit, on values that tie, on
 * signed zeros and on NaN; arrays that end where x does, and guards where writing must stop.
 */
@Tag("widths")
class WindowExtremesTest {
  private static final float[] VALUES = {
    0f, -0f, 1, 1, -1, 2, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  private static final int[] CHANNELS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33};
  private static final int WIDTH = 13;
  private static final float GUARD = 77;

  /** Three taps of a window of 2 x 3, as its edges may leave them. */
  private static final int[] NUMBERS = {1, 3, 5};

  private final Random random = new Random(7);

  static List<CpuKernels> kernels() {
    return BlockProductTest.kernels();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyChannelOfEveryWindowHasItsFirstExtreme(CpuKernels kernels) {
    for (int channels : CHANNELS) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int room : new int[] {0, 1, 5, CpuKernels.SPARE}) {
          check(kernels, 1, channels, stride, room);
          check(kernels, -1, channels, stride, room);
        }
      }
    }
  }

  private void check(CpuKernels kernels, float sign, int c, int stride, int room) {
    int windows = (WIDTH - 3) / stride + 1;
    int[] offsets = {c, WIDTH * c, (WIDTH + 2) * c};
    float[] x = new float[2 * WIDTH * c];
    for (int i = 0; i < x.length; i++) {
      x[i] = VALUES[random.nextInt(VALUES.length)];
    }
    // Guards beside what may be written: room behind, and nothing before.
    int n = windows * c;
    float[] y = new float[1 + n + room + CpuKernels.SPARE];
    int[] index = new int[y.length];
    Arrays.fill(y, GUARD);
    Arrays.fill(index, (int) GUARD);
    WindowTaps taps = new WindowTaps(NUMBERS, offsets);
    kernels.extremesOfWindows(sign, x, 0, stride * c, taps, windows, c, y, 1, true, index, 1, room);
    String what = kernels.name() + " sign " + sign + " channels " + c + " room " + room;
    for (int i = 0; i < n; i++) {
      int at = i / c * stride * c + i % c;
      int winner = winner(sign, x, at, offsets);
      int want = Float.floatToIntBits(x[at + offsets[winner]]);
      assertEquals(want, Float.floatToIntBits(y[1 + i]), what + " y " + i);
      assertEquals(NUMBERS[winner], index[1 + i], what + " index " + i);
    }
    for (int i = 0; i < y.length; i = i == 0 ? 1 + n + room : i + 1) {
      assertEquals(GUARD, y[i], what + " guard of y " + i);
      assertEquals((int) GUARD, index[i], what + " guard of index " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void withoutTapsTheNumbersAreTheSame(CpuKernels kernels) {
    for (int channels : new int[] {1, 7, 31, 256, 257, 600}) {
      for (int stride = 1; stride <= 3; stride++) {
        checkWithoutTaps(kernels, 1, channels, stride);
        checkWithoutTaps(kernels, -1, channels, stride);
      }
    }
  }

  private void checkWithoutTaps(CpuKernels kernels, float sign, int c, int stride) {
    int windows = (WIDTH - 3) / stride + 1;
    int[] offsets = {c, WIDTH * c, (WIDTH + 2) * c};
    float[] x = new float[2 * WIDTH * c];
    for (int i = 0; i < x.length; i++) {
      x[i] = VALUES[random.nextInt(VALUES.length)];
    }
    int n = windows * c;
    float[] y = new float[1 + n + 1];
    y[0] = GUARD;
    y[1 + n] = GUARD;
    WindowTaps taps = new WindowTaps(NUMBERS, offsets);
    kernels.extremesOfWindows(
        sign, x, 0, stride * c, taps, windows, c, y, 1, false, new int[n], 0, 0);
    String what = kernels.name() + " sign " + sign + " channels " + c + " stride " + stride;
    for (int i = 0; i < n; i++) {
      int at = i / c * stride * c + i % c;
      float want = x[at + offsets[winner(sign, x, at, offsets)]];
      // Zeros are equal, whatever their signs.
      assertEquals(want + 0f, y[1 + i] + 0f, what + " y " + i);
    }
    assertEquals(GUARD, y[0], what);
    assertEquals(GUARD, y[1 + n], what);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyPixelHasTheGradientOfTheWindowThatItWon(CpuKernels kernels) {
    for (int channels : CHANNELS) {
      for (int width = 1; width <= 3; width++) {
        for (int room : new int[] {0, 1, 5, CpuKernels.SPARE}) {
          checkSpread(kernels, width, channels, room);
        }
      }
    }
  }

  /** The second row of windows of some width; their taps are numbered up to 255. */
  private void checkSpread(CpuKernels kernels, int width, int c, int room) {
    int windows = 6;
    int first = width == 3 ? 255 - 2 : width;
    byte[] taps = new byte[windows * c];
    float[] dy = new float[taps.length];
    for (int i = 0; i < dy.length; i++) {
      taps[i] = (byte) (first - 1 + random.nextInt(width + 1));
      dy[i] = VALUES[random.nextInt(VALUES.length)];
    }
    int n = dy.length * width;
    float[] dx = new float[1 + n + room + CpuKernels.SPARE];
    Arrays.fill(dx, GUARD);
    kernels.spreadByTap(taps, 0, first, width, dy, 0, dx, 1, windows, c, room);
    String what = kernels.name() + " width " + width + " channels " + c + " room " + room;
    for (int i = 0; i < n; i++) {
      int window = i / c / width;
      int from = window * c + i % c;
      boolean isWinner = (taps[from] & 0xff) == first + i / c % width;
      int want = isWinner ? Float.floatToRawIntBits(dy[from]) : 0;
      assertEquals(want, Float.floatToRawIntBits(dx[1 + i]), what + " dx " + i);
    }
    for (int i = 0; i < dx.length; i = i == 0 ? 1 + n + room : i + 1) {
      assertEquals(GUARD, dx[i], what + " guard " + i);
    }
  }

  private static int winner(float sign, float[] x, int at, int[] offsets) {
    for (int t = 0; t < offsets.length; t++) {
      if (Float.isNaN(x[at + offsets[t]])) {
        return t;
      }
    }
    int winner = 0;
    for (int t = 1; t < offsets.length; t++) {
      if (sign * x[at + offsets[t]] > sign * x[at + offsets[winner]]) {
        winner = t;
      }
    }
    return winner;
  }
}
