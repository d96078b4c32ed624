package io.fovea.backend.cpu;

/** {@code y = x > 0 ? x : alpha[c] x}. */
final class CpuPRelu implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuKernels kernels = node.kernels();
    CpuTensor x = node.input(0);
    CpuTensor alpha = node.input(1);
    CpuTensor y = node.output(0);
    ChannelRows rows = new ChannelRows(node, x);
    CpuTensor row = rows.row();
    CpuStep rectify =
        rows.forEach(
            (at, n) ->
                kernels.prelu(
                    x.floats(), x.at() + at, row.floats(), row.at(), y.floats(), y.at() + at, n));
    return () -> {
      rows.repeat(alpha.floats(), alpha.at(), row);
      rectify.run();
    };
  }
}
