package io.fovea.backend.cpu;

/** {@code dx = dy - exp(y) * sum of dy} over the last axis. */
final class CpuLogSoftmaxGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor y = node.input(0);
    CpuTensor dy = node.input(1);
    CpuTensor dx = node.output(0);
    int n = y.type().shape().dim(-1);
    return node.inParallel(
        y.length() / n,
        CpuNode.GRAIN / 8 / n,
        (from, to, worker) -> {
          for (int row = from; row < to; row++) {
            int at = row * n;
            row(y.floats(), y.at() + at, dy.floats(), dy.at() + at, dx.floats(), dx.at() + at, n);
          }
        });
  }

  private static void row(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    double sum = 0;
    for (int c = 0; c < n; c++) {
      sum += dy[dyAt + c];
    }
    for (int c = 0; c < n; c++) {
      dx[dxAt + c] = (float) (dy[dyAt + c] - Elementary.exp(y[yAt + c]) * sum);
    }
  }
}
