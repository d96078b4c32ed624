package io.fovea.backend.cpu;

import io.fovea.op.LossTerms;

/** {@code y = f(x, t)}. */
final class CpuLossTerms implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    LossTerms op = (LossTerms) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor t = node.input(1);
    CpuTensor y = node.output(0);
    return node.inParallel(
        y.length(),
        CpuActivate.GRAIN,
        (from, to, worker) -> {
          for (int i = from; i < to; i++) {
            double term =
                CpuLoss.value(
                    op.function(), (float) op.a(), x.floats()[x.at() + i], t.floats()[t.at() + i]);
            y.floats()[y.at() + i] = (float) term;
          }
        });
  }
}
