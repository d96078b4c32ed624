package io.fovea.backend.cpu;

/** Sum of all squares; clears {@code healthy} if that or another scalar is not finite. */
final class CpuCheckFinite implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor healthy = node.input(0);
    CpuTensor other = node.input(1);
    ScalarSum sum = new ScalarSum(node, node.input(2), node.kernels()::sumSquares);
    CpuTensor y = node.output(0);
    return () -> {
      float squares = (float) sum.sum();
      y.floats()[y.at()] = squares;
      if (!Float.isFinite(squares) || !Float.isFinite(other.floats()[other.at()])) {
        healthy.ints()[healthy.at()] = 0;
      }
    };
  }
}
