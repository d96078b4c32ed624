package io.fovea.backend.cpu;

/** {@code y = a + b}. */
final class CpuAdd implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor a = node.input(0);
    CpuTensor b = node.input(1);
    CpuTensor y = node.output(0);
    return node.inParallel(
        y.length(),
        CpuNode.GRAIN,
        (from, to, worker) ->
            node.kernels()
                .add(
                    a.floats(),
                    a.at() + from,
                    b.floats(),
                    b.at() + from,
                    y.floats(),
                    y.at() + from,
                    to - from));
  }
}
