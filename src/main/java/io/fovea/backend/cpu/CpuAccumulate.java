package io.fovea.backend.cpu;

/** {@code state += sum of x}. */
final class CpuAccumulate implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor state = node.input(0);
    ScalarSum sum = new ScalarSum(node, node.input(1), node.kernels()::sum);
    return () -> state.floats()[state.at()] = (float) (state.floats()[state.at()] + sum.sum());
  }
}
