package io.fovea.backend.cpu;

import io.fovea.op.GatherRows;

/** {@code y[i] = x[order[position + i]]}. */
final class CpuGatherRows implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor order = node.input(1);
    CpuTensor position = node.input(2);
    CpuTensor y = node.output(0);
    int n = ((GatherRows) node.node().op()).n();
    int row = y.length() / n;
    return node.inParallel(
        n,
        CpuNode.GRAIN / row,
        (from, to, worker) -> {
          int first = order.at() + position.ints()[position.at()];
          for (int i = from; i < to; i++) {
            x.copyTo(order.ints()[first + i] * row, y, i * row, row);
          }
        });
  }
}
