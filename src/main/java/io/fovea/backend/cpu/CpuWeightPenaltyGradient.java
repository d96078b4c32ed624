package io.fovea.backend.cpu;

import io.fovea.op.WeightPenaltyGradient;

/** The slope of what large weights cost. */
final class CpuWeightPenaltyGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    WeightPenaltyGradient op = (WeightPenaltyGradient) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor dy = node.input(1);
    CpuTensor dx = node.output(0);
    return node.inParallel(
        dx.length(),
        CpuNode.GRAIN,
        (from, to, worker) -> {
          float sign = (float) (op.l1() * dy.floats()[dy.at()]);
          float slope = (float) (2 * op.l2() * dy.floats()[dy.at()]);
          for (int i = from; i < to; i++) {
            float value = x.floats()[x.at() + i];
            dx.floats()[dx.at() + i] = sign * Math.signum(value) + slope * value;
          }
        });
  }
}
