package io.fovea.backend.cpu;

/**
 * The sum of a tensor as one number: stretches of fixed length are summed by the workers, and their
 * sums added in their order, in double precision.
 */
final class ScalarSum {
  private static final int STRETCH = 64 * 1024;

  /** Sums part of an array. */
  @FunctionalInterface
  interface Kernel {
    double sum(float[] x, int at, int n);
  }

  private final Workers workers;
  private final double[] sums;
  private final Workers.Task task;

  ScalarSum(CpuNode node, CpuTensor x, Kernel kernel) {
    this.workers = node.workers();
    int n = x.length();
    this.sums = new double[(n + STRETCH - 1) / STRETCH];
    this.task =
        (index, worker) -> {
          int from = index * STRETCH;
          sums[index] = kernel.sum(x.floats(), x.at() + from, Math.min(STRETCH, n - from));
        };
  }

  /** Computes the sum. */
  double sum() {
    workers.run(sums.length, task);
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return sum;
  }
}
