package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Our exponential function beside that of Java, which is right to one unit in double precision. */
class ExpTest {
  /** The first float whose exponential is a normal float. */
  private static final float LOWEST = -87.33654f;

  /** Every 101st float from 0 down to the lowest. */
  @Test
  void isRightToTheUnitsThatItStates() {
    double worst = 0;
    float at = 0;
    for (int bits = 0; Float.intBitsToFloat(bits) <= -LOWEST; bits += 101) {
      float x = -Float.intBitsToFloat(bits);
      double want = Math.exp(x);
      double error = Math.abs(Exp.ofNegative(x) - want) / Math.ulp((float) want);
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    double most = worst;
    float there = at;
    assertTrue(most <= 1.1, () -> most + " units at " + there);
    assertTrue(most > 0.5, "so good that nothing can have been compared");
  }

  @Test
  void hasItsEnds() {
    assertEquals(1f, Exp.ofNegative(0f));
    assertEquals(1f, Exp.ofNegative(-0f));
    assertEquals(1f, Exp.ofNegative(-Float.MIN_VALUE));
    assertTrue(Exp.ofNegative(LOWEST) >= Float.MIN_NORMAL);
    assertEquals(0f, Exp.ofNegative(Math.nextDown(LOWEST)));
    assertEquals(0f, Exp.ofNegative(-1000f));
    assertEquals(0f, Exp.ofNegative(-Float.MAX_VALUE));
    assertEquals(0f, Exp.ofNegative(Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(Exp.ofNegative(Float.NaN)));
  }

  /** A softmax that is monotone keeps the order of the classes. */
  @Test
  void neverFallsByMoreThanItsError() {
    float before = Exp.ofNegative(LOWEST);
    for (float x = LOWEST; x < 0; x += 0.001f) {
      float y = Exp.ofNegative(x);
      assertTrue(y >= before, "falls at " + x);
      before = y;
    }
  }
}
