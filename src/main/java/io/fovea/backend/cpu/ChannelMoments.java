package io.fovea.backend.cpu;

/**
 * Mean and variance per channel over all pixels of a tensor, which is read once: a stretch is
 * summed, then, while it is near, the squares of its distances from its own means. Those of all
 * stretches are put together in double precision.
 *
 * <p>Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979.
 */
final class ChannelMoments implements CpuStep {
  private final ChannelRows rows;
  private final ChannelSums sums;
  private final ChannelSums squares;
  private final ChannelSums.Kernel sum;
  private final CpuTensor[] means;
  private final ChannelSums.Kernel[] sumSquares;
  private final CpuStep step;

  ChannelMoments(CpuNode node, ChannelRows rows, CpuTensor x) {
    CpuKernels kernels = node.kernels();
    this.rows = rows;
    this.sums = new ChannelSums(node, rows);
    this.squares = new ChannelSums(node, rows);
    this.sum = (at, n, width, y, yAt) -> kernels.sumRows(x.floats(), x.at() + at, n, width, y, yAt);
    this.means = node.workspacePerWorker(rows.width());
    this.sumSquares = new ChannelSums.Kernel[means.length];
    for (int i = 0; i < means.length; i++) {
      CpuTensor mean = means[i];
      sumSquares[i] =
          (at, n, width, y, yAt) ->
              kernels.sumSquaresCentred(x.floats(), x.at() + at, mean.floats(), n, width, y, yAt);
    }
    this.step = sums.forEach(this::stretch);
  }

  private void stretch(int index, int worker) {
    sums.sum(index, sum);
    float[] mean = means[worker].floats();
    for (int i = 0; i < sums.width(index); i++) {
      mean[i] = mean(index, i);
    }
    squares.sum(index, sumSquares[worker]);
  }

  /** The mean of a stretch, rounded, for one element of a row. */
  private float mean(int index, int element) {
    return sums.get(index, element) / sums.rows(index);
  }

  @Override
  public void run() {
    step.run();
  }

  /** The mean of a channel. */
  double mean(int channel) {
    return sums.get(channel) * rows.channels() / rows.elements();
  }

  /** The variance of a channel, of whose mean {@code mean} is what it is taken to be. */
  double variance(int channel, double mean) {
    double sum = 0;
    for (int index = 0; index < sums.count(); index++) {
      for (int i = channel; i < sums.width(index); i += rows.channels()) {
        double shift = mean(index, i) - mean;
        double rest = sums.get(index, i) - (double) sums.rows(index) * mean(index, i);
        sum += squares.get(index, i) + shift * (2 * rest + shift * sums.rows(index));
      }
    }
    return sum * rows.channels() / rows.elements();
  }
}
