package io.fovea.backend.cpu;

/** {@code y = a b}. */
final class CpuMultiply implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor a = node.input(0);
    CpuTensor b = node.input(1);
    CpuTensor y = node.output(0);
    return node.inParallel(
        y.length(),
        CpuNode.GRAIN,
        (from, to, worker) ->
            multiply(
                a.floats(),
                a.at() + from,
                b.floats(),
                b.at() + from,
                y.floats(),
                y.at() + from,
                to - from));
  }

  private static void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = a[aAt + i] * b[bAt + i];
    }
  }
}
