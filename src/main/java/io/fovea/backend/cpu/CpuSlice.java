package io.fovea.backend.cpu;

import io.fovea.op.Slice;

/** Some entries of one axis. */
final class CpuSlice implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Slice op = (Slice) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    int entry = entry(x, op.axis());
    int line = x.type().shape().dim(op.axis()) * entry;
    int part = op.size() * entry;
    return node.inParallel(
        x.length() / line,
        CpuNode.GRAIN / part,
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            x.copyTo(i * line + op.begin() * entry, y, i * part, part);
          }
        });
  }

  /** Elements of one entry of an axis: the product of the extents behind it. */
  static int entry(CpuTensor tensor, int axis) {
    int elements = 1;
    for (int i = axis + 1; i < tensor.type().shape().rank(); i++) {
      elements *= tensor.type().shape().dim(i);
    }
    return elements;
  }
}
