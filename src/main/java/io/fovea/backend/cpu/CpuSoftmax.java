package io.fovea.backend.cpu;

/** {@code y = exp(x - max) / sum of exp(x - max)} over the last axis. */
final class CpuSoftmax implements CpuLowering {
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
            int at = x.at() + row * n;
            float max = SoftmaxRow.max(x.floats(), at, n);
            SoftmaxRow.write(x.floats(), at, max, y.floats(), y.at() + row * n, n);
          }
        });
  }
}
