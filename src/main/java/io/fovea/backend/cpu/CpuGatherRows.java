package io.fovea.backend.cpu;

import io.fovea.op.GatherRows;
import io.fovea.op.Normalize;

/** {@code y[i] = x[order[position + i]]}. */
final class CpuGatherRows implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    GatherRows op = (GatherRows) node.node().op();
    CpuTensor y = node.output(0);
    Normalize normalize = op.normalize();
    if (normalize == null) {
      return gather(node, x, y, op.n());
    }
    CpuTensor rows = node.workspace(x.type().dtype(), y.length());
    CpuStep gather = gather(node, x, rows, op.n());
    CpuStep last = CpuNormalize.step(node, normalize, rows, y);
    return () -> {
      gather.run();
      last.run();
    };
  }

  private static CpuStep gather(CpuNode node, CpuTensor x, CpuTensor y, int n) {
    CpuTensor order = node.input(1);
    CpuTensor position = node.input(2);
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
