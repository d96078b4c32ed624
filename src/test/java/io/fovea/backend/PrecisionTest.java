package io.fovea.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounding of factors, and what is said of it. */
class PrecisionTest {
  private static int bits(Precision precision) {
    return switch (precision) {
      case FP32 -> 24;
      case TF32 -> 11;
      case BF16 -> 8;
    };
  }

  /** Distance between the factors around x, from the definition of the format. */
  private static double spacing(float x, Precision precision) {
    int exponent = Math.max(Math.getExponent(x), Float.MIN_EXPONENT);
    return Math.scalb(1.0, exponent - bits(precision) + 1);
  }

  @ParameterizedTest
  @EnumSource
  void roundsToTheNearestFactor(Precision precision) {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt());
      if (!Float.isFinite(x) || Math.abs(x) > 3.38e38) {
        continue;
      }
      float rounded = precision.round(x);
      double spacing = spacing(x, precision);
      assertEquals(0, Math.abs(rounded % spacing), () -> x + " becomes a number between factors");
      assertTrue(Math.abs((double) rounded - x) <= spacing / 2, () -> x + " goes too far");
      if (Math.abs(x) >= Float.MIN_NORMAL) {
        double error = Math.abs((double) rounded - x) / Math.abs((double) x);
        assertTrue(error <= precision.unitRoundoff(), () -> x + ": " + error);
      }
      assertEquals(rounded, precision.round(rounded));
      assertEquals(-rounded, precision.round(-x));
    }
  }

  @Test
  void halfwayGoesAwayFromZeroInTf32_andToEvenInBf16() {
    assertEquals(1 + 0x1p-10f, Precision.TF32.round(1 + 0x1p-11f));
    assertEquals(1 + 0x1p-9f, Precision.TF32.round(1 + 0x1p-10f + 0x1p-11f));
    assertEquals(1f, Precision.BF16.round(1 + 0x1p-8f));
    assertEquals(1 + 0x1p-6f, Precision.BF16.round(1 + 0x1p-7f + 0x1p-8f));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoOrdinaryNumberStays(Precision precision) {
    assertTrue(Float.isNaN(precision.round(Float.NaN)));
    // A payload in the bits that are dropped.
    assertTrue(Float.isNaN(precision.round(Float.intBitsToFloat(0x7f800001))));
    assertTrue(Float.isNaN(precision.round(Float.intBitsToFloat(0xffffffff))));
    for (float x : new float[] {0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertEquals(x, precision.round(x));
    }
    boolean overflows = precision != Precision.FP32;
    assertEquals(overflows, Float.isInfinite(precision.round(Float.MAX_VALUE)));
    assertEquals(overflows, Float.isInfinite(precision.round(-Float.MAX_VALUE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference"})
  void aDeviceSaysWhatItDoes(String name) {
    try (Device device = Devices.open(name, Precision.TF32)) {
      boolean rounds = name.equals("reference");
      assertEquals(rounds ? Precision.TF32 : Precision.FP32, device.precision());
      assertEquals(
          rounds ? "tf32" : "fp32 (tf32 was asked for; this device has no matrix units for it)",
          Precision.TF32.of(device));
    }
    try (Device device = Devices.open(name)) {
      assertEquals("fp32", Precision.FP32.of(device));
    }
  }

  @Test
  void hasNames() {
    assertEquals(Precision.BF16, Precision.named("BF16"));
    assertEquals(Precision.TF32, Precision.named("tf32"));
    assertNull(Precision.named("fp16"));
  }
}
