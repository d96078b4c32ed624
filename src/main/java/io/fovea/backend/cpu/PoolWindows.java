package io.fovea.backend.cpu;

import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;
import java.util.List;

/** The windows of a pooling along both axes, and where the pixels of a line lie. */
record PoolWindows(PoolDims dims, PoolWindow rows, PoolWindow columns) {
  static PoolWindows of(PoolDims d) {
    PoolGeometry g = d.geometry();
    return new PoolWindows(
        d,
        new PoolWindow(d.ih(), g.kh(), g.strideH(), g.padding().top(), g.padding().bottom()),
        new PoolWindow(d.iw(), g.kw(), g.strideW(), g.padding().left(), g.padding().right()));
  }

  /** Number of output lines of all images. */
  int lines() {
    return dims.n() * dims.oh();
  }

  /** Output row of an output line. */
  int oh(int line) {
    return line % dims.oh();
  }

  /** First element of row h of the image that an output line belongs to; h may lie outside. */
  int inputRow(int line, int h) {
    return (line / dims.oh() * dims.ih() + h) * dims.iw() * dims.c();
  }

  /** First element of an output line. */
  int output(int line) {
    return line * dims.ow() * dims.c();
  }

  /** The windows of a line, in runs of equal taps. */
  List<WindowRun> runs() {
    return WindowRun.of(columns, dims.ow());
  }

  /** The taps of the windows of each output row and run; equal ones are one object. */
  WindowTaps[][] taps(List<WindowRun> runs) {
    WindowTaps[][] taps = new WindowTaps[dims.oh()][runs.size()];
    for (int oh = 0; oh < taps.length; oh++) {
      if (oh > 0 && rows.holdsSameTaps(oh - 1, oh)) {
        taps[oh] = taps[oh - 1];
        continue;
      }
      for (int r = 0; r < runs.size(); r++) {
        taps[oh][r] = taps(oh, runs.get(r).first());
      }
    }
    return taps;
  }

  private WindowTaps taps(int oh, int ow) {
    int held = (rows.end(oh) - rows.first(oh)) * (columns.end(ow) - columns.first(ow));
    int[] numbers = new int[held];
    int[] offsets = new int[held];
    int i = 0;
    for (int h = rows.first(oh) - rows.start(oh); h < rows.end(oh) - rows.start(oh); h++) {
      for (int w = columns.first(ow) - columns.start(ow);
          w < columns.end(ow) - columns.start(ow);
          w++) {
        numbers[i] = h * columns.size() + w;
        offsets[i] = (h * dims.iw() + w) * dims.c();
        i++;
      }
    }
    return new WindowTaps(numbers, offsets);
  }

  /** Lines that make a task worth another thread. */
  int grain() {
    return CpuNode.GRAIN / 4 / (dims.ow() * dims.c());
  }

  /** Elements of an input image. */
  int imageElements() {
    return dims.ih() * dims.iw() * dims.c();
  }

  /** Images that make a task worth another thread. */
  int imageGrain() {
    return CpuNode.GRAIN / imageElements();
  }
}
