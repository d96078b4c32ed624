package io.fovea.backend.cpu;

/** {@code y = x < 0 ? 0 : x}. */
final class CpuRelu implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    return node.inParallel(
        y.length(),
        CpuNode.GRAIN,
        (from, to, worker) ->
            node.kernels().relu(x.floats(), x.at() + from, y.floats(), y.at() + from, to - from));
  }
}
