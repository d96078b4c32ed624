package io.fovea.backend.cpu;

/**
 * Short arrays of a thread's own, into which lines are copied where they lie at different offsets:
 * C2 makes vectors of a loop only if it addresses all of its arrays with the same index.
 */
final class Lines {
  /** Elements of a line: the loops before and after the vectors cost a small part of it. */
  static final int LENGTH = 256;

  private static final int COUNT = 6;

  private static final ThreadLocal<Lines> OF_THREAD = ThreadLocal.withInitial(Lines::new);

  /** Lines to read. */
  final float[][] x = new float[COUNT][LENGTH];

  /** Lines to write. */
  final float[][] y = new float[COUNT][LENGTH];

  private Lines() {}

  /** Those of the calling thread; what is in them is forgotten by whoever asks next. */
  static Lines ofThread() {
    return OF_THREAD.get();
  }

  /** Copies the first lines of x from where they lie {@code stride} apart. */
  void load(int lines, float[] from, int at, int stride, int n) {
    for (int i = 0; i < lines; i++) {
      System.arraycopy(from, at + i * stride, x[i], 0, n);
    }
  }

  /** Copies the first lines of y to where they lie {@code stride} apart. */
  void store(int lines, float[] to, int at, int stride, int n) {
    for (int i = 0; i < lines; i++) {
      System.arraycopy(y[i], 0, to, at + i * stride, n);
    }
  }

  /** Copies n elements into a line again and again, up to an end. */
  static void repeat(float[] from, int at, int n, float[] line, int end) {
    System.arraycopy(from, at, line, 0, n);
    for (int i = n; i < end; i *= 2) {
      System.arraycopy(line, 0, line, i, Math.min(i, end - i));
    }
  }

  /** {@code y = max(y, x)}, or the smaller ones where the sign is negative. */
  static void keepExtremes(float sign, float[] y, float[] x, int n) {
    if (sign < 0) {
      for (int j = 0; j < n; j++) {
        y[j] = Math.min(y[j], x[j]);
      }
      return;
    }
    for (int j = 0; j < n; j++) {
      y[j] = Math.max(y[j], x[j]);
    }
  }
}
