package io.fovea.backend.cpu;

/** {@code dx = y <= 0 ? 0 : dy}. */
final class CpuReluGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor y = node.input(0);
    CpuTensor dy = node.input(1);
    CpuTensor dx = node.output(0);
    return node.inParallel(
        dx.length(),
        CpuNode.GRAIN,
        (from, to, worker) ->
            node.kernels()
                .reluGradient(
                    y.floats(),
                    y.at() + from,
                    dy.floats(),
                    dy.at() + from,
                    dx.floats(),
                    dx.at() + from,
                    to - from));
  }
}
