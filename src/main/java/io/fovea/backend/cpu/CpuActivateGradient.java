package io.fovea.backend.cpu;

import io.fovea.op.ActivateGradient;

/** {@code dx = f'(x) dy}. */
final class CpuActivateGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    ActivateGradient op = (ActivateGradient) node.node().op();
    float a = (float) op.a();
    CpuTensor x = node.input(0);
    CpuTensor dy = node.input(1);
    CpuTensor dx = node.output(0);
    return node.inParallel(
        dx.length(),
        CpuActivate.GRAIN,
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            double slope = CpuActivation.slope(op.function(), a, x.floats()[x.at() + i]);
            dx.floats()[dx.at() + i] = (float) (slope * dy.floats()[dy.at() + i]);
          }
        });
  }
}
