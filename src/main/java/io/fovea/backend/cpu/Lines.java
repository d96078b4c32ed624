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

  /** Repeats the first n elements of a line up to an end. */
  static void repeat(float[] line, int n, int end) {
    for (int i = n; i < end; i += n) {
      System.arraycopy(line, 0, line, i, Math.min(n, end - i));
    }
  }

  /** {@code x = max(x + b, floor)}. */
  static void addThenCut(float[] x, float[] b, float floor, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(x[j] + b[j], floor);
    }
  }

  /** {@code x = max(x + b + z, floor)}. */
  static void addBothThenCut(float[] x, float[] b, float[] z, float floor, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(x[j] + b[j] + z[j], floor);
    }
  }

  /** Whether all of the first n elements are positive and at most 1. */
  static boolean areWithinUnit(float[] line, int n) {
    for (int j = 0; j < n; j++) {
      if (!(line[j] > 0 && line[j] <= 1)) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code x = prelu(x + b)} for slopes within unit: then PReLU is the larger one of x and alpha x,
   * without a choice that would keep C2 from making vectors.
   */
  static void addThenFlatten(float[] x, float[] b, float[] alpha, int n) {
    for (int j = 0; j < n; j++) {
      float sum = x[j] + b[j];
      x[j] = Math.max(sum, alpha[j] * sum);
    }
  }

  /** {@code x = max(x, z)}, or the smaller ones where the sign is negative. */
  static void keepExtremes(float sign, float[] x, float[] z, int n) {
    if (sign < 0) {
      for (int j = 0; j < n; j++) {
        x[j] = Math.min(x[j], z[j]);
      }
      return;
    }
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(x[j], z[j]);
    }
  }
}
