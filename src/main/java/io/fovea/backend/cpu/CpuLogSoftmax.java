package io.fovea.backend.cpu;

/** {@code y = x - max - log(sum of exp(x - max))} over the last axis. */
final class CpuLogSoftmax implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    int n = x.type().shape().dim(-1);
    return node.inParallel(
        x.length() / n,
        CpuNode.GRAIN / 8 / n,
        (from, to, worker) -> {
          for (int row = from; row < to; row++) {
            row(x.floats(), x.at() + row * n, y.floats(), y.at() + row * n, n);
          }
        });
  }

  private static void row(float[] x, int xAt, float[] y, int yAt, int n) {
    float max = SoftmaxRow.max(x, xAt, n);
    double sum = 0;
    for (int c = 0; c < n; c++) {
      sum += Elementary.exp((double) x[xAt + c] - max);
    }
    double log = StrictMath.log(sum);
    for (int c = 0; c < n; c++) {
      y[yAt + c] = (float) ((double) x[xAt + c] - max - log);
    }
  }
}
