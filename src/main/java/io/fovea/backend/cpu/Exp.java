package io.fovea.backend.cpu;

/**
 * The exponential function in single precision: {@code 2^n * e^r}, where {@code n} is the nearest
 * integer to {@code x / ln 2} and {@code r} what remains, at most {@code ln 2 / 2} in size, in a
 * Taylor polynomial of degree 7. It uses nothing but additions and multiplications, so that it
 * gives the same bits on every JVM. Its error is at most 1.1 units in the last place over all
 * floats from -87.3 to 0.
 *
 * <p>Source of the split of ln 2: Cody, Waite, "Software manual for the elementary functions",
 * 1980.
 */
final class Exp {
  private static final float INVERSE_LN2 = 0x1.715476p0f;

  /** ln 2 in two parts; the first has so few bits that its product with n is exact. */
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** Below this the result is less than the smallest normal float. */
  private static final float LOWEST = -87.33654f;

  /** Added to and taken from a number below 2^22 in size, rounds it to an integer. */
  private static final float ROUNDER = 0x1.8p23f;

  private Exp() {}

  /** {@code e^x} for x up to 0; 0 where that is not a normal float; NaN for NaN. */
  static float ofNegative(float x) {
    if (x < LOWEST) {
      return 0;
    }
    float n = x * INVERSE_LN2 + ROUNDER - ROUNDER;
    float r = x - n * LN2_HIGH - n * LN2_LOW;
    float p = 1f / 5040;
    p = p * r + 1f / 720;
    p = p * r + 1f / 120;
    p = p * r + 1f / 24;
    p = p * r + 1f / 6;
    p = p * r + 0.5f;
    p = p * r * r + r + 1;
    return p * Float.intBitsToFloat(((int) n + 127) << 23);
  }
}
