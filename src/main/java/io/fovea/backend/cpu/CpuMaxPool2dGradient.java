package io.fovea.backend.cpu;

import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.PoolDims;
import io.fovea.tensor.DType;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Sends each dy to the pixel that won its window, image by image. Where windows lie side by side,
 * each pixel has one window and is written once; else each is a sum. A line of those is one loop
 * where there are few channels: a loop for each window would mostly begin and end.
 */
final class CpuMaxPool2dGradient implements CpuLowering {
  private static final int MANY_CHANNELS = 16;

  @Override
  public CpuStep lower(CpuNode node) {
    MaxPool2dGradient op = (MaxPool2dGradient) node.node().op();
    PoolDims d = PoolDims.of(op.x(), op.geometry());
    PoolWindows windows = PoolWindows.of(d);
    boolean isByte = node.input(0).type().dtype() == DType.U8;
    IntConsumer image = isByte && d.areSideBySide() ? spread(node, d) : add(node, windows);
    return node.inParallel(
        d.n(),
        windows.imageGrain(),
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            image.accept(i);
          }
        });
  }

  /** Writes each pixel of an image, row by row: what a row has written too far is overwritten. */
  private static IntConsumer spread(CpuNode node, PoolDims d) {
    CpuTensor taps = node.input(0);
    CpuTensor dy = node.input(1);
    CpuTensor dx = node.output(0);
    int kh = d.geometry().kh();
    int kw = d.geometry().kw();
    int row = d.iw() * d.c();
    int covered = d.ow() * kw * d.c();
    return image -> {
      int end = dx.at() + (image + 1) * d.ih() * row;
      int at = end - d.ih() * row;
      for (int h = 0; h < d.oh() * kh; h++) {
        int from = (image * d.oh() + h / kh) * d.ow() * d.c();
        int room = end - at - covered;
        node.kernels()
            .spreadByTap(
                taps.bytes(),
                taps.at() + from,
                h % kh * kw,
                kw,
                dy.floats(),
                dy.at() + from,
                dx.floats(),
                at,
                d.ow(),
                d.c(),
                room);
        Arrays.fill(dx.floats(), at + covered, at + row, 0f);
        at += row;
      }
      Arrays.fill(dx.floats(), at, end, 0f);
    };
  }

  /** Adds each dy of an image to the pixel that won. */
  private static IntConsumer add(CpuNode node, PoolWindows windows) {
    PoolDims d = windows.dims();
    int[] starts = starts(windows);
    int[] offsets = offsets(d);
    CpuTensor dx = node.output(0);
    int elements = windows.imageElements();
    return image -> {
      int at = dx.at() + image * elements;
      Arrays.fill(dx.floats(), at, at + elements, 0f);
      for (int line = image * d.oh(); line < (image + 1) * d.oh(); line++) {
        line(node, windows, line, starts, offsets);
      }
    };
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
