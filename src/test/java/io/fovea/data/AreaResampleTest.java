package io.fovea.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Area averaging, exactly: known cases, and the definition with fractions of whole numbers. */
class AreaResampleTest {
  private static byte[] resize(int h, int w, int toH, int toW, int channels, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    AreaResample resample = new AreaResample(h, w, toH, toW, channels);
    for (int y = 0; y < h; y++) {
      resample.add(Arrays.copyOfRange(bytes, y * w * channels, (y + 1) * w * channels));
    }
    return resample.pixels();
  }

  private static void assertPixels(byte[] actual, int... expected) {
    int[] got = new int[actual.length];
    for (int i = 0; i < got.length; i++) {
      got[i] = actual[i] & 0xff;
    }
    assertArrayEquals(expected, got);
  }

  @Test
  void leavesAnImageOfTheRightSizeAlone() {
    assertPixels(resize(2, 2, 2, 2, 1, 0, 255, 128, 7), 0, 255, 128, 7);
  }

  @Test
  void averagesWholePixels() {
    assertPixels(resize(2, 4, 1, 2, 1, 0, 10, 200, 200, 20, 30, 255, 255), 15, 228);
    assertPixels(resize(1, 2, 1, 1, 3, 0, 100, 250, 10, 200, 255), 5, 150, 253);
  }

  @Test
  void sharesAPixelByItsArea() {
    // Two thirds of the outer pixel and one third of the middle one.
    assertPixels(resize(1, 3, 1, 2, 1, 30, 90, 240), 50, 190);
    assertPixels(resize(3, 1, 2, 1, 1, 30, 90, 240), 50, 190);
  }

  @Test
  void roundsHalvesUp() {
    assertPixels(resize(1, 2, 1, 1, 1, 0, 1), 1);
    assertPixels(resize(1, 4, 1, 1, 1, 0, 0, 0, 1), 0);
    assertPixels(resize(1, 2, 1, 1, 1, 254, 255), 255);
  }

  @Test
  void repeatsPixelsWhenItEnlarges() {
    assertPixels(resize(1, 2, 2, 6, 1, 9, 200), 9, 9, 9, 200, 200, 200, 9, 9, 9, 200, 200, 200);
    assertPixels(resize(1, 1, 2, 2, 3, 1, 2, 3), 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3);
    assertPixels(resize(1, 2, 1, 3, 1, 0, 100), 0, 50, 100);
  }

  @ParameterizedTest
  @CsvSource({"7,5,3,2,1", "28,28,27,29,3", "1,13,5,4,1", "40,3,28,28,3", "97,101,28,28,1"})
  void isTheMeanOverTheArea(int h, int w, int toH, int toW, int channels) {
    SplittableRandom random = new SplittableRandom(h * 1000L + w);
    int[] pixels = random.ints((long) h * w * channels, 0, 256).toArray();
    int[] expected = new int[toH * toW * channels];
    for (int y = 0; y < toH; y++) {
      for (int x = 0; x < toW; x++) {
        for (int c = 0; c < channels; c++) {
          expected[(y * toW + x) * channels + c] = mean(pixels, h, w, toH, toW, channels, y, x, c);
        }
      }
    }
    assertPixels(resize(h, w, toH, toW, channels, pixels), expected);
  }

  /**
   * With every pixel cut into toH x toW equal parts, an output pixel is the mean of h x w parts.
   */
  private static int mean(
      int[] pixels, int h, int w, int toH, int toW, int channels, int y, int x, int c) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = y * h; i < (y + 1) * h; i++) {
      for (int j = x * w; j < (x + 1) * w; j++) {
        sum = sum.add(BigInteger.valueOf(pixels[(i / toH * w + j / toW) * channels + c]));
      }
    }
    BigInteger parts = BigInteger.valueOf((long) h * w);
    return sum.add(sum).add(parts).divide(parts.add(parts)).intValueExact();
  }

  @Test
  void wantsEveryRow() {
    AreaResample resample = new AreaResample(2, 1, 1, 1, 1);
    resample.add(new byte[1]);
    assertThrows(IllegalStateException.class, resample::pixels);
  }
}
