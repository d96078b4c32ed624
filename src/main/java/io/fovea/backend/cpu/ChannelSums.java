package io.fovea.backend.cpu;

import io.fovea.tensor.DType;

/**
 * A sum per channel over all pixels of a tensor. The pixels are split into stretches whose number
 * depends on the shape alone; their sums are added in their order and in double precision.
 */
final class ChannelSums {
  private static final int MAX_STRETCHES = 32;

  /** Elements that make a stretch. */
  private static final int GRAIN = 16 * 1024;

  /** Sums the rows of part of a tensor. */
  @FunctionalInterface
  interface Kernel {
    /** {@code y[yAt + j] = sum over r of f(element at + r * n + j)} for {@code j < n}. */
    void sum(int at, int rows, int n, float[] y, int yAt);
  }

  private final CpuNode node;
  private final ChannelRows rows;
  private final int stretch;
  private final int stretches;
  private final CpuTensor partial;

  /** Sums over the rows; the workspace for them is asked for here. */
  ChannelSums(CpuNode node, ChannelRows rows) {
    this.node = node;
    this.rows = rows;
    int least = Math.max(1, GRAIN / rows.width());
    this.stretch = Math.max(least, (rows.rows() + MAX_STRETCHES - 1) / MAX_STRETCHES);
    this.stretches = (rows.rows() + stretch - 1) / stretch;
    this.partial = node.workspace(DType.F32, (stretches + 1L) * rows.width());
  }

  /** A step that computes the sums, for {@link #get} to give. */
  CpuStep step(Kernel kernel) {
    int width = rows.width();
    Workers.Task task =
        (index, worker) -> {
          int first = index * stretch;
          int count = Math.min(stretch, rows.rows() - first);
          int to = partial.at() + index * width;
          kernel.sum(first * width, count, width, partial.floats(), to);
        };
    return () -> {
      node.workers().run(stretches, task);
      if (rows.rest() > 0) {
        int to = partial.at() + stretches * width;
        kernel.sum(rows.rows() * width, 1, rows.rest(), partial.floats(), to);
      }
    };
  }

  /** The sum of a channel. */
  double get(int channel) {
    double sum = 0;
    int end = stretches * rows.width() + rows.rest();
    for (int i = channel; i < end; i += rows.channels()) {
      sum += partial.floats()[partial.at() + i];
    }
    return sum;
  }
}
