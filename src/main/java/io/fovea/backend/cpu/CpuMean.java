package io.fovea.backend.cpu;

/** Mean of all elements. */
final class CpuMean implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    ScalarSum sum = new ScalarSum(node, node.input(0), node.kernels()::sum);
    CpuTensor y = node.output(0);
    int count = node.input(0).length();
    return () -> y.floats()[y.at()] = (float) (sum.sum() / count);
  }
}
