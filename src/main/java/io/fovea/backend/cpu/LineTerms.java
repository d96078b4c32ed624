package io.fovea.backend.cpu;

/**
 * Adds terms of a product to a line of sums, in loops that C2 makes vectors of. It unrolls a loop
 * by how long it has been before it was compiled, so long lines have one of their own: the short
 * ones would leave it without vectors.
 */
final class LineTerms {
  /** Elements from which a line is long: enough to unroll for vectors of 512 bits. */
  private static final int LONG = 128;

  /** Whether the processor multiplies and adds at once; else {@link Math#fma} is slow. */
  private static final boolean IS_FUSED = "true".equals(KernelChoice.flag("UseFMA"));

  private LineTerms() {}

  /** {@code s[j] = s[j] + y0 * x0[j] + ... + y3 * x3[j]}, in this order. */
  static void addFour(
      float y0,
      float y1,
      float y2,
      float y3,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] s,
      int n) {
    if (n >= LONG) {
      addFourToLong(y0, y1, y2, y3, x0, x1, x2, x3, s, n);
    } else {
      addFourToShort(y0, y1, y2, y3, x0, x1, x2, x3, s, n);
    }
  }

  private static void addFourToLong(
      float y0,
      float y1,
      float y2,
      float y3,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] s,
      int n) {
    for (int j = 0; j < n; j++) {
      s[j] = plus(y3, x3[j], plus(y2, x2[j], plus(y1, x1[j], plus(y0, x0[j], s[j]))));
    }
  }

  private static void addFourToShort(
      float y0,
      float y1,
      float y2,
      float y3,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] s,
      int n) {
    for (int j = 0; j < n; j++) {
      s[j] = plus(y3, x3[j], plus(y2, x2[j], plus(y1, x1[j], plus(y0, x0[j], s[j]))));
    }
  }

  /** {@code s[j] = s[j] + y * x[j]}. */
  static void addOne(float y, float[] x, float[] s, int n) {
    for (int j = 0; j < n; j++) {
      s[j] = plus(y, x[j], s[j]);
    }
  }

  private static float plus(float y, float x, float sum) {
    return IS_FUSED ? Math.fma(y, x, sum) : sum + y * x;
  }
}
