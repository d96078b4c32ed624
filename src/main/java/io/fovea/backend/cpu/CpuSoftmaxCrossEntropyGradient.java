package io.fovea.backend.cpu;

/** {@code dx[n, c] = (y[n, c] - (c == labels[n])) * dloss[n]}. */
final class CpuSoftmaxCrossEntropyGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor y = node.input(0);
    CpuTensor labels = node.input(1);
    CpuTensor dloss = node.input(2);
    CpuTensor dx = node.output(0);
    int n = y.type().shape().dim(1);
    return node.inParallel(
        y.type().shape().dim(0),
        CpuNode.GRAIN / n,
        (from, to, worker) -> {
          for (int row = from; row < to; row++) {
            run(y, labels, dloss, dx, row, n);
          }
        });
  }

  /** A row of n; dx may be y. */
  static void run(CpuTensor y, CpuTensor labels, CpuTensor dloss, CpuTensor dx, int row, int n) {
    int label = labels.ints()[labels.at() + row];
    float factor = dloss.floats()[dloss.at() + row];
    for (int c = 0; c < n; c++) {
      float target = c == label ? 1 : 0;
      dx.floats()[dx.at() + row * n + c] = (y.floats()[y.at() + row * n + c] - target) * factor;
    }
  }
}
