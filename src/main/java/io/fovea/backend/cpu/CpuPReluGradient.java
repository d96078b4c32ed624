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
            (at, n) -> {
              float[] in = x.floats();
              for (int i = 0; i < n; i++) {
                float value = in[x.at() + at + i];
                float gradient = dy.floats()[dy.at() + at + i];
                boolean rises = value > 0;
                dx.floats()[dx.at() + at + i] =
                    rises ? gradient : row.floats()[row.at() + i] * gradient;
                terms.floats()[terms.at() + at + i] = rises ? 0 : value * gradient;
              }
            });
    return () -> {
      rows.repeat(alpha.floats(), alpha.at(), row);
      work.run();
    };
  }
}
