package io.fovea.backend.cpu;

/** {@code db[c] = sum of dy[.., c]}. */
final class CpuBiasGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    return step(node, node.input(0), node.output(0));
  }

  static CpuStep step(CpuNode node, CpuTensor dy, CpuTensor db) {
    ChannelSums sums = new ChannelSums(node, new ChannelRows(node, dy));
    CpuStep step =
        sums.step(
            (at, rows, n, y, yAt) ->
                node.kernels().sumRows(dy.floats(), dy.at() + at, rows, n, y, yAt));
    return () -> {
      step.run();
      for (int c = 0; c < db.length(); c++) {
        db.floats()[db.at() + c] = (float) sums.get(c);
      }
    };
  }
}
