package io.fovea.backend.cpu;

import io.fovea.op.Count;

/** {@code state += amount}, unless unhealthy. */
final class CpuCount implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Count op = (Count) node.node().op();
    CpuTensor state = node.input(0);
    CpuTensor healthy = op.guarded() ? node.input(1) : null;
    return () -> {
      if (healthy == null || healthy.ints()[healthy.at()] != 0) {
        state.ints()[state.at()] += op.amount();
      }
    };
  }
}
