package io.fovea.backend.cpu;

/**
 * Takes pixels apart into planes and puts them together again, up to four channels at a time: their
 * elements are neighbours in a pixel.
 */
final class Interleaving {
  private Interleaving() {}

  /** {@code planes[c, i] = x[i, c]}; pixels lie {@code step} apart, planes {@code distance}. */
  static void split(
      float[] x, int xAt, int step, int n, int channels, float[] planes, int at, int distance) {
    if (channels == 1 && step == 1) {
      System.arraycopy(x, n > 0 ? xAt : 0, planes, at, n);
      return;
    }
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      splitFour(x, xAt + c, step, n, planes, at + c * distance, distance);
    }
    for (; c < channels; c++) {
      int to = at + c * distance;
      for (int i = 0, from = xAt + c; i < n; i++, from += step) {
        planes[to + i] = x[from];
      }
    }
  }

  private static void splitFour(
      float[] x, int xAt, int step, int n, float[] planes, int at, int distance) {
    int b = at + distance;
    int c = b + distance;
    int d = c + distance;
    for (int i = 0, from = xAt; i < n; i++, from += step) {
      planes[at + i] = x[from];
      planes[b + i] = x[from + 1];
      planes[c + i] = x[from + 2];
      planes[d + i] = x[from + 3];
    }
  }

  /** {@code y[i, c] = planes[c, i]}; pixels lie {@code step} apart, planes {@code distance}. */
  static void join(
      float[] planes, int at, int distance, int n, int channels, float[] y, int yAt, int step) {
    int c = 0;
    for (; c + 4 <= channels; c += 4) {
      joinFour(planes, at + c * distance, distance, n, y, yAt + c, step);
    }
    for (; c + 2 <= channels; c += 2) {
      joinTwo(planes, at + c * distance, distance, n, y, yAt + c, step);
    }
    if (c < channels) {
      int from = at + c * distance;
      for (int i = 0, to = yAt + c; i < n; i++, to += step) {
        y[to] = planes[from + i];
      }
    }
  }

  private static void joinFour(
      float[] planes, int at, int distance, int n, float[] y, int yAt, int step) {
    int b = at + distance;
    int c = b + distance;
    int d = c + distance;
    for (int i = 0, to = yAt; i < n; i++, to += step) {
      y[to] = planes[at + i];
      y[to + 1] = planes[b + i];
      y[to + 2] = planes[c + i];
      y[to + 3] = planes[d + i];
    }
  }

  private static void joinTwo(
      float[] planes, int at, int distance, int n, float[] y, int yAt, int step) {
    int b = at + distance;
    for (int i = 0, to = yAt; i < n; i++, to += step) {
      y[to] = planes[at + i];
      y[to + 1] = planes[b + i];
    }
  }
}
