package io.fovea.backend.cpu;

import io.fovea.op.Constant;
import java.util.Arrays;

/** Fills a tensor with one number. */
final class CpuConstant implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    float value = (float) ((Constant) node.node().op()).value();
    CpuTensor y = node.output(0);
    return () -> Arrays.fill(y.floats(), y.at(), y.at() + y.length(), value);
  }
}
