package io.fovea.backend.cpu;

import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.PoolDims;
import io.fovea.tensor.DType;
import java.util.Arrays;

/**
 * Sends each dy to the pixel that won its window, image by image. A line is one loop where there
 * are few channels: a loop for each window would mostly begin and end.
 */
final class CpuMaxPool2dGradient implements CpuLowering {
  private static final int MANY_CHANNELS = 16;

  @Override
  public CpuStep lower(CpuNode node) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.node().op();
    PoolDims d = PoolDims.of(op.x(), op.geometry());
    PoolWindows windows = PoolWindows.of(d);
    int[] starts = starts(windows);
    int[] offsets = offsets(d);
    CpuTensor dx = node.output(0);
    int image = windows.imageElements();
    return node.inParallel(
        d.n(),
        windows.imageGrain(),
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            int at = dx.at() + i * image;
            Arrays.fill(dx.floats(), at, at + image, 0f);
            for (int line = i * d.oh(); line < (i + 1) * d.oh(); line++) {
              line(node, windows, line, starts, offsets);
            }
          }
        });
  }

  private static void line(
      CpuNode node, PoolWindows windows, int line, int[] starts, int[] offsets) {
    CpuTensor index = node.input(0);
    float[] dy = node.input(1).floats();
    float[] dx = node.output(0).floats();
    int from = windows.output(line);
    int at = index.at() + from;
    int dyAt = node.input(1).at() + from;
    int row = windows.inputRow(line, windows.rows().start(windows.oh(line)));
    int dxAt = node.output(0).at() + row;
    int c = windows.dims().c();
    boolean isByte = index.type().dtype() == DType.U8;
    if (isByte && c < MANY_CHANNELS) {
      addLine(index.bytes(), at, offsets, starts, dy, dyAt, dx, dxAt);
      return;
    }
    for (int i = 0; i < starts.length; i += c) {
      if (isByte) {
        add(index.bytes(), at + i, offsets, dy, dyAt + i, dx, dxAt + starts[i], c);
      } else {
        add(index.ints(), at + i, offsets, dy, dyAt + i, dx, dxAt + starts[i], c);
      }
    }
  }

  /** For each element of a line of dy, where its window begins in a row of dx. */
  private static int[] starts(PoolWindows windows) {
    int c = windows.dims().c();
    int[] starts = new int[windows.dims().ow() * c];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = windows.columns().start(i / c) * c + i % c;
    }
    return starts;
  }

  /** Elements from the first pixel of a window to each of its taps. */
  private static int[] offsets(PoolDims d) {
    int kw = d.geometry().kw();
    int[] offsets = new int[d.geometry().kh() * kw];
    for (int tap = 0; tap < offsets.length; tap++) {
      offsets[tap] = (tap / kw * d.iw() + tap % kw) * d.c();
    }
    return offsets;
  }

  private static void addLine(
      byte[] taps,
      int at,
      int[] offsets,
      int[] starts,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    for (int i = 0; i < starts.length; i++) {
      dx[dxAt + starts[i] + offsets[taps[at + i] & 0xff]] += dy[dyAt + i];
    }
  }

  private static void add(
      byte[] taps, int at, int[] offsets, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    for (int c = 0; c < n; c++) {
      dx[dxAt + offsets[taps[at + c] & 0xff] + c] += dy[dyAt + c];
    }
  }

  private static void add(
      int[] taps, int at, int[] offsets, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    for (int c = 0; c < n; c++) {
      dx[dxAt + offsets[taps[at + c]] + c] += dy[dyAt + c];
    }
  }
}
