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
    return forEach((index, worker) -> sum(index, kernel));
  }

  /** A step that runs a task for each stretch and, if there is one, for the rest. */
  CpuStep forEach(Workers.Task task) {
    return () -> {
      node.workers().run(stretches, task);
      if (rows.rest() > 0) {
        task.run(stretches, 0);
      }
    };
  }

  /** Computes the sums of a stretch or, for the index behind the last, of the rest. */
  void sum(int index, Kernel kernel) {
    int first = Math.min(index * stretch, rows.rows()) * rows.width();
    kernel.sum(first, rows(index), width(index), partial.floats(), at(index));
  }

  /** Rows of a stretch or of the rest. */
  int rows(int index) {
    return index < stretches ? Math.min(stretch, rows.rows() - index * stretch) : 1;
  }

  /** Elements of a row of a stretch or of the rest. */
  int width(int index) {
    return index < stretches ? rows.width() : rows.rest();
  }

  /** Stretches, the rest included. */
  int count() {
    return rows.rest() > 0 ? stretches + 1 : stretches;
  }

  /** The sum of a stretch over its rows, for one element of a row. */
  float get(int index, int element) {
    return partial.floats()[at(index) + element];
  }

  private int at(int index) {
    return partial.at() + index * rows.width();
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
