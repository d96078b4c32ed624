package io.fovea.backend.cpu;

import io.fovea.op.MaxPool2d;
import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;
import io.fovea.tensor.DType;
import java.util.List;

/** Largest element of each window and its tap, line by line of output pixels. */
final class CpuMaxPool2d implements CpuLowering {
  /** Searches windows of one line that hold the same taps. */
  @FunctionalInterface
  interface Search {
    /**
     * Finds the winners of some windows.
     *
     * @param from first element of the first window in x, of an image that begins at 0
     * @param stride elements from a window to the next
     * @param to the first of their elements in the outputs
     * @param winners where the numbers of their taps go
     * @param room elements behind theirs that may be overwritten
     */
    void run(
        int from,
        int stride,
        WindowTaps taps,
        int windows,
        int to,
        int[] winners,
        int winnersAt,
        int room);
  }

  @Override
  public CpuStep lower(CpuNode node) {
    return lower(node, ((MaxPool2d) node.node().op()).geometry(), 1);
  }

  /** The step of max pooling (sign 1) or of min pooling (sign -1). */
  static CpuStep lower(CpuNode node, PoolGeometry geometry, float sign) {
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    int c = x.type().shape().dim(-1);
    boolean areTapsUsed = node.isUsed(1);
    return lower(
        node,
        geometry,
        (from, stride, taps, windows, to, winners, winnersAt, room) ->
            node.kernels()
                .extremesOfWindows(
                    sign,
                    x.floats(),
                    x.at() + from,
                    stride,
                    taps,
                    windows,
                    c,
                    y.floats(),
                    y.at() + to,
                    areTapsUsed,
                    winners,
                    winnersAt,
                    room));
  }

  /** The step of a pooling whose windows are searched like this; output 1 is the taps. */
  static CpuStep lower(CpuNode node, PoolGeometry geometry, Search search) {
    PoolDims d = PoolDims.of(node.input(0).type().shape(), geometry);
    PoolWindows windows = PoolWindows.of(d);
    List<WindowRun> runs = windows.runs();
    WindowTaps[][] taps = windows.taps(runs);
    int n = d.ow() * d.c();
    CpuTensor[] winners = node.workspacePerWorker(DType.I32, (long) n + CpuKernels.SPARE);
    return node.inParallel(
        windows.lines(),
        windows.grain(),
        (from, to, worker) -> {
          for (int line = from; line < to; line++) {
            line(windows, line, to, search, runs, taps[windows.oh(line)], winners[worker]);
            if (node.isUsed(1)) {
              narrow(winners[worker], node.output(1), windows.output(line), n);
            }
          }
        });
  }

  /** One line; those behind it up to {@code end} are still to be computed. */
  private static void line(
      PoolWindows windows,
      int line,
      int end,
      Search search,
      List<WindowRun> runs,
      WindowTaps[] taps,
      CpuTensor winners) {
    int c = windows.dims().c();
    int row = windows.inputRow(line, windows.rows().start(windows.oh(line)));
    for (int r = 0; r < taps.length; r++) {
      WindowRun run = runs.get(r);
      search.run(
          row + windows.columns().start(run.first()) * c,
          windows.columns().stride() * c,
          taps[r],
          run.count(),
          windows.output(line) + run.first() * c,
          winners.ints(),
          winners.at() + run.first() * c,
          windows.output(end) - windows.output(line) - (run.first() + run.count()) * c);
    }
  }

  private static void narrow(CpuTensor winners, CpuTensor index, int to, int n) {
    if (index.type().dtype() == DType.U8) {
      narrow(winners.ints(), winners.at(), index.bytes(), index.at() + to, n);
    } else {
      winners.copyTo(0, index, to, n);
    }
  }

  private static void narrow(int[] x, int xAt, byte[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = (byte) x[xAt + i];
    }
  }
}
