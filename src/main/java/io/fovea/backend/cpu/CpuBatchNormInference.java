package io.fovea.backend.cpu;

import io.fovea.op.BatchNormInference;

/** Normalises each channel by given statistics. */
final class CpuBatchNormInference implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    BatchNormInference op = (BatchNormInference) node.node().op();
    ChannelRows rows = new ChannelRows(node, node.input(0));
    NormalizedRows normalized = new NormalizedRows(node, rows, node.input(0), node.output(0));
    return () -> {
      normalized.setMean(node.input(3));
      normalized.setScale(node.input(1), node.input(2), node.input(4), op.epsilon());
      normalized.run();
    };
  }
}
