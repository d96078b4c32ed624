package io.fovea.backend.cpu;

import io.fovea.op.LossTermsGradient;

/** {@code dx = f'(x, t) dy}. */
final class CpuLossTermsGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    LossTermsGradient op = (LossTermsGradient) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor t = node.input(1);
    CpuTensor dy = node.input(2);
    CpuTensor dx = node.output(0);
    return node.inParallel(
        dx.length(),
        CpuActivate.GRAIN,
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            double slope =
                CpuLoss.slope(
                    op.function(), (float) op.a(), x.floats()[x.at() + i], t.floats()[t.at() + i]);
            dx.floats()[dx.at() + i] = (float) (slope * dy.floats()[dy.at() + i]);
          }
        });
  }
}
