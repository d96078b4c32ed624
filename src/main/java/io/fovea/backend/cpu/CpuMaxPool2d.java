package io.fovea.backend.cpu;

import io.fovea.op.MaxPool2d;
import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;
import io.fovea.tensor.DType;

/** Largest element of each window and its tap, line by line of output pixels. */
final class CpuMaxPool2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    return lower(node, ((MaxPool2d) node.node().op()).geometry(), 1);
  }

  /** The step of max pooling (sign 1) or of min pooling (sign -1). */
  static CpuStep lower(CpuNode node, PoolGeometry geometry, float sign) {
    PoolDims d = PoolDims.of(node.input(0).type().shape(), geometry);
    PoolWindows windows = PoolWindows.of(d);
    CpuTensor[] taps = node.workspacePerWorker(DType.I32, (long) d.ow() * d.c());
    return node.inParallel(
        windows.lines(),
        windows.grain(),
        (from, to, worker) -> {
          for (int line = from; line < to; line++) {
            line(node, windows, line, sign, taps[worker]);
            if (node.isUsed(1)) {
              narrow(taps[worker], node.output(1), windows.output(line));
            }
          }
        });
  }

  private static void line(
      CpuNode node, PoolWindows windows, int line, float sign, CpuTensor taps) {
    PoolDims d = windows.dims();
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    int c = d.c();
    int kw = d.geometry().kw();
    int top = windows.rows().first(windows.oh(line));
    int rows = windows.rows().end(windows.oh(line)) - top;
    int skippedRows = top - windows.rows().start(windows.oh(line));
    int row = x.at() + windows.inputRow(line, top);
    for (int ow = 0; ow < d.ow(); ow++) {
      int left = windows.columns().first(ow);
      int columns = windows.columns().end(ow) - left;
      int tap = skippedRows * kw + left - windows.columns().start(ow);
      int to = y.at() + windows.output(line) + ow * c;
      int tapsAt = taps.at() + ow * c;
      node.kernels()
          .extremeOfWindow(
              sign,
              x.floats(),
              row + left * c,
              d.iw() * c,
              rows,
              columns,
              y.floats(),
              to,
              taps.ints(),
              tapsAt,
              tap,
              kw,
              c);
    }
  }

  private static void narrow(CpuTensor taps, CpuTensor index, int first) {
    int at = index.at() + first;
    if (index.type().dtype() == DType.U8) {
      narrow(taps.ints(), taps.at(), index.bytes(), at, taps.length());
    } else {
      System.arraycopy(taps.ints(), taps.at(), index.ints(), at, taps.length());
    }
  }

  private static void narrow(int[] x, int xAt, byte[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = (byte) x[xAt + i];
    }
  }
}
