package io.fovea.backend.cpu;

/** Sum of the squares of all elements. */
final class CpuSumSquares implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    ScalarSum sum = new ScalarSum(node, node.input(0), node.kernels()::sumSquares);
    CpuTensor y = node.output(0);
    return () -> y.floats()[y.at()] = (float) sum.sum();
  }
}
