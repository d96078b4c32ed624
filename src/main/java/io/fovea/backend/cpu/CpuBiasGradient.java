package io.fovea.backend.cpu;

/** {@code db[c] = sum of dy[.., c]}. */
final class CpuBiasGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor dy = node.input(0);
    CpuTensor db = node.output(0);
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
