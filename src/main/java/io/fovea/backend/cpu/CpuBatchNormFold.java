package io.fovea.backend.cpu;

import io.fovea.op.BatchNormFold;

/** Weights and bias of a product that does a batch normalisation too. */
final class CpuBatchNormFold implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    BatchNormFold op = (BatchNormFold) node.node().op();
    CpuTensor w = node.input(0);
    CpuTensor gamma = node.input(1);
    CpuTensor beta = node.input(2);
    CpuTensor mean = node.input(3);
    CpuTensor variance = node.input(4);
    CpuTensor foldedW = node.output(0);
    CpuTensor foldedB = node.output(1);
    int channels = gamma.length();
    return () -> {
      for (int o = 0; o < channels; o++) {
        double deviation = Math.sqrt(variance.floats()[variance.at() + o] + op.epsilon());
        double scale = gamma.floats()[gamma.at() + o] / deviation;
        for (int i = o; i < w.length(); i += channels) {
          foldedW.floats()[foldedW.at() + i] = (float) (w.floats()[w.at() + i] * scale);
        }
        double b = op.bias() ? node.input(5).floats()[node.input(5).at() + o] : 0;
        double shift = beta.floats()[beta.at() + o] + (b - mean.floats()[mean.at() + o]) * scale;
        foldedB.floats()[foldedB.at() + o] = (float) shift;
      }
    };
  }
}
