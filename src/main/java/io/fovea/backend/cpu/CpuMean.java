package io.fovea.backend.cpu;

import io.fovea.op.Mean;

/** Mean of all elements; their sum may be added to a total. */
final class CpuMean implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    ScalarSum all = new ScalarSum(node, node.input(0), node.kernels()::sum);
    CpuTensor y = node.output(0);
    int count = node.input(0).length();
    CpuTensor total = ((Mean) node.node().op()).accumulated() ? node.input(1) : null;
    return () -> {
      double sum = all.sum();
      y.floats()[y.at()] = (float) (sum / count);
      if (total != null) {
        total.floats()[total.at()] = (float) (total.floats()[total.at()] + sum);
      }
    };
  }
}
