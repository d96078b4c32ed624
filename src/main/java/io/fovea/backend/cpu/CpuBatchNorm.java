package io.fovea.backend.cpu;

import io.fovea.op.BatchNorm;

/** Normalises each channel by its mean and variance over the batch, in two passes. */
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
    ChannelMoments moments = new ChannelMoments(node, rows, x);
    NormalizedRows normalized = new NormalizedRows(node, rows, x, node.output(0));
    return () -> {
      moments.run();
      for (int c = 0; c < rows.channels(); c++) {
        float centre = (float) moments.mean(c);
        mean.floats()[mean.at() + c] = centre;
        variance.floats()[variance.at() + c] = (float) moments.variance(c, centre);
      }
      normalized.setMean(mean);
      normalized.setScale(gamma, beta, variance, op.epsilon());
      normalized.run();
    };
  }
}
