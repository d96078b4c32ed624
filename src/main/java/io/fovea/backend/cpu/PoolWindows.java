package io.fovea.backend.cpu;

import io.fovea.op.PoolDims;
import io.fovea.op.PoolGeometry;

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
