package io.fovea.backend.cpu;

import io.fovea.op.MinPool2d;

/** Smallest element of each window and its tap, as {@link CpuMaxPool2d}. */
final class CpuMinPool2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    return CpuMaxPool2d.lower(node, ((MinPool2d) node.node().op()).geometry(), -1);
  }
}
