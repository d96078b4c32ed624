package io.fovea.backend.cpu;

import io.fovea.op.BatchNorm;

/** Normalises each channel by its mean and variance over the batch, in three passes. */
final class CpuBatchNorm implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    BatchNorm op = (BatchNorm) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor gamma = node.input(1);
    CpuTensor beta = node.input(2);
    CpuTensor mean = node.output(1);
    CpuTensor variance = node.output(2);
    ChannelRows rows = new ChannelRows(node, x);
    ChannelSums sums = new ChannelSums(node, rows);
    NormalizedRows normalized = new NormalizedRows(node, rows, x, node.output(0));
    int count = rows.elements() / rows.channels();
    CpuStep sum =
        sums.step(
            (at, n, width, to, toAt) ->
                node.kernels().sumRows(x.floats(), x.at() + at, n, width, to, toAt));
    CpuStep squares =
        sums.step(
            (at, n, width, to, toAt) ->
                node.kernels()
                    .sumSquaresCentred(
                        x.floats(), x.at() + at, normalized.mean(), n, width, to, toAt));
    return () -> {
      sum.run();
      for (int c = 0; c < mean.length(); c++) {
        mean.floats()[mean.at() + c] = (float) (sums.get(c) / count);
      }
      normalized.setMean(mean);
      squares.run();
      for (int c = 0; c < variance.length(); c++) {
        variance.floats()[variance.at() + c] = (float) (sums.get(c) / count);
      }
      normalized.setScale(gamma, beta, variance, op.epsilon());
      normalized.run();
    };
  }
}
