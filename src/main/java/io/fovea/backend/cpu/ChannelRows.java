package io.fovea.backend.cpu;

import io.fovea.tensor.DType;

/**
 * A tensor {@code [.., c]} as rows that are worth a vector loop: where there are few channels, a
 * row holds several pixels, and what belongs to the channels is repeated as often. The pixels that
 * do not fill a row form a shorter one at the end.
 */
final class ChannelRows {
  private static final int MIN_WIDTH = 64;

  private final CpuNode node;
  private final int channels;
  private final int width;
  private final int elements;

  ChannelRows(CpuNode node, CpuTensor x) {
    this.node = node;
    this.elements = x.length();
    this.channels = x.type().shape().dim(-1);
    int repeats = (MIN_WIDTH + channels - 1) / channels;
    this.width = Math.min(channels * repeats, elements);
  }

  int channels() {
    return channels;
  }

  /** Elements of a row: the channels, as often as they are repeated. */
  int width() {
    return width;
  }

  int elements() {
    return elements;
  }

  /** Number of whole rows. */
  int rows() {
    return elements / width;
  }

  /** Elements behind the whole rows. */
  int rest() {
    return elements % width;
  }

  /** Room for one number per element of a row. */
  CpuTensor row() {
    return node.workspace(DType.F32, width);
  }

  /** Copies one number per channel, once for every pixel of a row. */
  void repeat(float[] x, int at, CpuTensor row) {
    for (int i = 0; i < width; i += channels) {
      System.arraycopy(x, at, row.floats(), row.at() + i, channels);
    }
  }

  /** Works on one row. */
  @FunctionalInterface
  interface Row {
    /**
     * Works on the elements {@code at .. at + n - 1}, the first of which is that of the first
     * channel of a pixel.
     */
    void run(int at, int n);
  }

  /** A step that works on all rows. */
  CpuStep forEach(Row row) {
    int all = (elements + width - 1) / width;
    return node.inParallel(
        all,
        CpuNode.GRAIN / width,
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            row.run(i * width, Math.min(width, elements - i * width));
          }
        });
  }
}
