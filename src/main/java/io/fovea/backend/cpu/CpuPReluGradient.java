package io.fovea.backend.cpu;

/** {@code dx = x > 0 ? dy : alpha[c] dy, terms = x > 0 ? 0 : x dy}. */
final class CpuPReluGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor alpha = node.input(1);
    CpuTensor dy = node.input(2);
    CpuTensor dx = node.output(0);
    CpuTensor terms = node.output(1);
    ChannelRows rows = new ChannelRows(node, x);
    CpuTensor row = rows.row();
    CpuStep work =
        rows.forEach(
            (at, n) ->
                node.kernels()
                    .preluGradient(
                        x.floats(),
                        x.at() + at,
                        row.floats(),
                        row.at(),
                        dy.floats(),
                        dy.at() + at,
                        dx.floats(),
                        dx.at() + at,
                        terms.floats(),
                        terms.at() + at,
                        n));
    return () -> {
      rows.repeat(alpha.floats(), alpha.at(), row);
      work.run();
    };
  }
}
