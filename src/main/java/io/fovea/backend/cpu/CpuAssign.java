package io.fovea.backend.cpu;

/** Copies a value into a piece of state. */
final class CpuAssign implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor state = node.input(0);
    CpuTensor x = node.input(1);
    return () -> x.copyTo(0, state, 0, x.length());
  }
}
