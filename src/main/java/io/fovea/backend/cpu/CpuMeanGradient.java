package io.fovea.backend.cpu;

import java.util.Arrays;

/** {@code dx = dy / number of elements}, everywhere. */
final class CpuMeanGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor dy = node.input(0);
    CpuTensor dx = node.output(0);
    return () -> {
      float share = dy.floats()[dy.at()] / dx.length();
      Arrays.fill(dx.floats(), dx.at(), dx.at() + dx.length(), share);
    };
  }
}
