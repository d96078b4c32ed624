package io.fovea.backend.cpu;

import io.fovea.op.RunningMean;

/** The mean of n more examples taken into that of those before. */
final class CpuRunningMean implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    int n = ((RunningMean) node.node().op()).n();
    CpuTensor state = node.input(0);
    CpuTensor x = node.input(1);
    CpuTensor count = node.input(2);
    return node.inParallel(
        state.length(),
        CpuNode.GRAIN,
        (from, to, worker) -> {
          int before = count.ints()[count.at()];
          if (before == 0) {
            x.copyTo(from, state, from, to - from);
          } else {
            float weight = (float) (n / ((double) before + n));
            add(state.floats(), state.at() + from, x.floats(), x.at() + from, to - from, weight);
          }
        });
  }

  private static void add(float[] y, int yAt, float[] x, int xAt, int length, float weight) {
    for (int i = 0; i < length; i++) {
      y[yAt + i] += weight * (x[xAt + i] - y[yAt + i]);
    }
  }
}
