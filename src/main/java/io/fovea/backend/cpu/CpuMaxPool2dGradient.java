package io.fovea.backend.cpu;

import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.PoolDims;
import io.fovea.tensor.DType;
import java.util.Arrays;

/** Sends each dy to the pixel that won its window, image by image. */
final class CpuMaxPool2dGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.node().op();
    PoolDims d = PoolDims.of(op.x(), op.geometry());
    PoolWindows windows = PoolWindows.of(d);
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
              line(node, windows, line, offsets);
            }
          }
        });
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

  private static void line(CpuNode node, PoolWindows windows, int line, int[] offsets) {
    PoolDims d = windows.dims();
    CpuTensor index = node.input(0);
    float[] dy = node.input(1).floats();
    float[] dx = node.output(0).floats();
    int row = windows.inputRow(line, windows.rows().start(windows.oh(line)));
    int dxAt = node.output(0).at() + row;
    int from = windows.output(line);
    int c = d.c();
    for (int ow = 0; ow < d.ow(); ow++) {
      int to = dxAt + windows.columns().start(ow) * c;
      int dyAt = node.input(1).at() + from;
      if (index.type().dtype() == DType.U8) {
        add(index.bytes(), index.at() + from, offsets, dy, dyAt, dx, to, c);
      } else {
        add(index.ints(), index.at() + from, offsets, dy, dyAt, dx, to, c);
      }
      from += c;
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
