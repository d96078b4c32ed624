package io.fovea.backend.cpu;

/** {@code y[.., c] = x[.., c] + b[c]}. */
final class CpuAddBias implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor b = node.input(1);
    CpuTensor y = node.output(0);
    ChannelRows rows = new ChannelRows(node, x);
    CpuTensor row = rows.row();
    CpuStep add =
        rows.forEach(
            (at, n) ->
                node.kernels()
                    .add(
                        x.floats(),
                        x.at() + at,
                        row.floats(),
                        row.at(),
                        y.floats(),
                        y.at() + at,
                        n));
    return () -> {
      rows.repeat(b.floats(), b.at(), row);
      add.run();
    };
  }
}
