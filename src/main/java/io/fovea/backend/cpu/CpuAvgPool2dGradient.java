package io.fovea.backend.cpu;

import io.fovea.op.AvgPool2dGradient;
import io.fovea.op.PoolDims;
import java.util.Arrays;

/** Spreads each dy evenly over its window, image by image. */
final class CpuAvgPool2dGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    AvgPool2dGradient op = (AvgPool2dGradient) node.node().op();
    PoolDims d = PoolDims.of(op.x(), op.geometry());
    PoolWindows windows = PoolWindows.of(d);
    CpuTensor[] shares = node.workspacePerWorker(d.c());
    CpuTensor dx = node.output(0);
    int image = windows.imageElements();
    return node.inParallel(
        d.n(),
        windows.imageGrain(),
        (from, to, worker) -> {
          Arrays.fill(dx.floats(), dx.at() + from * image, dx.at() + to * image, 0f);
          for (int line = from * d.oh(); line < to * d.oh(); line++) {
            line(node, windows, line, op.countIncludePad(), shares[worker].floats());
          }
        });
  }

  private static void line(
      CpuNode node, PoolWindows windows, int line, boolean countPadding, float[] share) {
    PoolDims d = windows.dims();
    PoolWindow rows = windows.rows();
    PoolWindow columns = windows.columns();
    int oh = windows.oh(line);
    float[] dy = node.input(0).floats();
    float[] dx = node.output(0).floats();
    for (int ow = 0; ow < d.ow(); ow++) {
      int from = node.input(0).at() + windows.output(line) + ow * d.c();
      int divisor = rows.counted(oh, countPadding) * columns.counted(ow, countPadding);
      for (int i = 0; i < d.c(); i++) {
        share[i] = dy[from + i] / divisor;
      }
      for (int h = rows.first(oh); h < rows.end(oh); h++) {
        int row = node.output(0).at() + windows.inputRow(line, h);
        for (int w = columns.first(ow); w < columns.end(ow); w++) {
          int to = row + w * d.c();
          node.kernels().add(dx, to, share, 0, dx, to, d.c());
        }
      }
    }
  }
}
