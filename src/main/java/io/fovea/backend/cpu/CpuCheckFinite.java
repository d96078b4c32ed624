package io.fovea.backend.cpu;

import io.fovea.op.CheckFinite;

/** Clears {@code healthy} if a scalar is not finite. */
final class CpuCheckFinite implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    int count = ((CheckFinite) node.node().op()).count();
    CpuTensor healthy = node.input(0);
    return () -> {
      for (int i = 1; i <= count; i++) {
        if (!Float.isFinite(node.input(i).floats()[node.input(i).at()])) {
          healthy.ints()[healthy.at()] = 0;
        }
      }
    };
  }
}
