package io.fovea.backend.cpu;

import io.fovea.op.Concat;

/** Tensors one after the other along an axis. */
final class CpuConcat implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Concat op = (Concat) node.node().op();
    CpuTensor y = node.output(0);
    int line = y.type().shape().dim(op.axis()) * CpuSlice.entry(y, op.axis());
    int lines = y.length() / line;
    return node.inParallel(
        lines,
        CpuNode.GRAIN / line,
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            int at = i * line;
            for (int input = 0; input < op.count(); input++) {
              int part = node.input(input).length() / lines;
              node.input(input).copyTo(i * part, y, at, part);
              at += part;
            }
          }
        });
  }
}
