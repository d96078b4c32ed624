package io.fovea.backend.cpu;

import io.fovea.op.AvgPool2d;
import io.fovea.op.PoolDims;
import java.util.Arrays;

/** Mean of each window, all channels at once. */
final class CpuAvgPool2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    AvgPool2d op = (AvgPool2d) node.node().op();
    PoolDims d = PoolDims.of(node.input(0).type().shape(), op.geometry());
    PoolWindows windows = PoolWindows.of(d);
    return node.inParallel(
        windows.lines(),
        windows.grain(),
        (from, to, worker) -> {
          for (int line = from; line < to; line++) {
            line(node, windows, line, op.countIncludePad());
          }
        });
  }

  private static void line(CpuNode node, PoolWindows windows, int line, boolean countPadding) {
    PoolDims d = windows.dims();
    PoolWindow rows = windows.rows();
    PoolWindow columns = windows.columns();
    int oh = windows.oh(line);
    float[] x = node.input(0).floats();
    float[] y = node.output(0).floats();
    for (int ow = 0; ow < d.ow(); ow++) {
      int to = node.output(0).at() + windows.output(line) + ow * d.c();
      Arrays.fill(y, to, to + d.c(), 0f);
      for (int h = rows.first(oh); h < rows.end(oh); h++) {
        int row = node.input(0).at() + windows.inputRow(line, h);
        for (int w = columns.first(ow); w < columns.end(ow); w++) {
          node.kernels().add(y, to, x, row + w * d.c(), y, to, d.c());
        }
      }
      int divisor = rows.counted(oh, countPadding) * columns.counted(ow, countPadding);
      for (int i = to; i < to + d.c(); i++) {
        y[i] /= divisor;
      }
    }
  }
}
