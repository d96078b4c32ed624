package io.fovea.backend.cpu;

import io.fovea.op.SliceGradient;
import java.util.Arrays;

/** dy among zeros. */
final class CpuSliceGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    SliceGradient op = (SliceGradient) node.node().op();
    CpuTensor dy = node.input(0);
    CpuTensor dx = node.output(0);
    int entry = CpuSlice.entry(dx, op.axis());
    int line = dx.type().shape().dim(op.axis()) * entry;
    int part = dy.type().shape().dim(op.axis()) * entry;
    return node.inParallel(
        dx.length() / line,
        CpuNode.GRAIN / line,
        (from, to, worker) -> {
          Arrays.fill(dx.floats(), dx.at() + from * line, dx.at() + to * line, 0f);
          for (int i = from; i < to; i++) {
            dy.copyTo(i * part, dx, i * line + op.begin() * entry, part);
          }
        });
  }
}
