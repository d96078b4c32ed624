package io.fovea.backend.cpu;

/** {@link CpuKernels#extremesOfWindows} and its gradient in plain Java. */
public final class WindowExtremes {
  private WindowExtremes() {}

  /** See {@link CpuKernels#extremesOfWindows}; it needs no room. */
  public static void find(
      float sign,
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      int windows,
      int n,
      float[] y,
      int yAt,
      int[] index,
      int indexAt) {
    for (int w = 0; w < windows; w++) {
      for (int j = 0; j < n; j++) {
        int at = xAt + w * stride + j;
        int winner = winner(sign, x, at, taps.offsets());
        y[yAt + w * n + j] = x[at + taps.offsets()[winner]];
        index[indexAt + w * n + j] = taps.numbers()[winner];
      }
    }
  }

  /** As {@link #find}, without the taps: line by line, which C2 makes vectors of. */
  static void findAlone(
      CpuKernels kernels,
      float sign,
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      int windows,
      int n,
      float[] y,
      int yAt) {
    Lines lines = Lines.ofThread();
    float[] best = lines.y[0];
    float[] other = lines.x[0];
    for (int j = 0; j < n; j += Lines.LENGTH) {
      int columns = Math.min(Lines.LENGTH, n - j);
      int most = Lines.LENGTH / columns;
      for (int w = 0; w < windows; w += most) {
        int count = Math.min(most, windows - w);
        int from = xAt + w * stride + j;
        kernels.copyRows(x, from + taps.offsets()[0], stride, best, 0, columns, count, columns);
        for (int t = 1; t < taps.offsets().length; t++) {
          kernels.copyRows(x, from + taps.offsets()[t], stride, other, 0, columns, count, columns);
          Lines.keepExtremes(sign, best, other, count * columns);
        }
        kernels.copyRows(best, 0, columns, y, yAt + w * n + j, n, count, columns);
      }
    }
  }

  /** Which of the taps of one channel wins; chosen by bit masks, as branches would be random. */
  private static int winner(float sign, float[] x, int at, int[] offsets) {
    float best = sign * x[at + offsets[0]];
    int winner = 0;
    for (int t = 1; t < offsets.length; t++) {
      float v = sign * x[at + offsets[t]];
      int beats = v <= best ? 0 : -1;
      int take = Float.isNaN(best) ? 0 : beats;
      best = ScalarKernels.choose(take, v, best);
      winner ^= (winner ^ t) & take;
    }
    return winner;
  }

  /** See {@link CpuKernels#largestPRelu}; it needs no room. */
  public static void findPRelu(
      float[] x,
      int xAt,
      int stride,
      WindowTaps taps,
      float[] alpha,
      int alphaAt,
      int windows,
      int n,
      float[] y,
      int yAt,
      float[] chosen,
      int chosenAt,
      int[] index,
      int indexAt) {
    for (int w = 0; w < windows; w++) {
      for (int j = 0; j < n; j++) {
        int at = xAt + w * stride + j;
        float slope = alpha[alphaAt + j];
        int winner = winnerOfPRelu(x, at, taps.offsets(), slope);
        float own = x[at + taps.offsets()[winner]];
        int to = w * n + j;
        y[yAt + to] = ScalarKernels.prelu(own, slope);
        chosen[chosenAt + to] = own;
        index[indexAt + to] = taps.numbers()[winner];
      }
    }
  }

  /** As {@link #winner}, of what PReLU makes of x. */
  private static int winnerOfPRelu(float[] x, int at, int[] offsets, float slope) {
    float best = ScalarKernels.prelu(x[at + offsets[0]], slope);
    int winner = 0;
    for (int t = 1; t < offsets.length; t++) {
      float v = ScalarKernels.prelu(x[at + offsets[t]], slope);
      int beats = v <= best ? 0 : -1;
      int take = Float.isNaN(best) ? 0 : beats;
      best = ScalarKernels.choose(take, v, best);
      winner ^= (winner ^ t) & take;
    }
    return winner;
  }

  /** See {@link CpuKernels#spreadByTap}; it needs no room. */
  public static void spread(
      byte[] taps,
      int tapsAt,
      int first,
      int count,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      int windows,
      int n) {
    for (int w = 0; w < windows; w++) {
      for (int t = 0; t < count; t++) {
        int to = dxAt + (w * count + t) * n;
        for (int c = 0; c < n; c++) {
          int apart = (taps[tapsAt + w * n + c] & 0xff) ^ (first + t);
          int keep = (apart - 1) >> 31;
          int bits = Float.floatToRawIntBits(dy[dyAt + w * n + c]);
          dx[to + c] = Float.intBitsToFloat(bits & keep);
        }
      }
    }
  }
}
