package io.fovea.backend.cpu;

import io.fovea.op.Count;

/** {@code state += amount}, unless unhealthy. */
final class CpuCount implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Count op = (Count) node.node().op();
    int count = op.amounts().size();
    CpuTensor healthy = op.guarded() > 0 ? node.input(count) : null;
    return () -> {
      boolean all = healthy == null || healthy.ints()[healthy.at()] != 0;
      for (int i = all ? 0 : op.guarded(); i < count; i++) {
        node.input(i).ints()[node.input(i).at()] += op.amounts().get(i);
      }
    };
  }
}
