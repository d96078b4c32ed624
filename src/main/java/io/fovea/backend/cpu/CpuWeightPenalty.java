package io.fovea.backend.cpu;

import io.fovea.op.WeightPenalty;

/** What large weights cost. */
final class CpuWeightPenalty implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    WeightPenalty op = (WeightPenalty) node.node().op();
    ScalarSum sum = new ScalarSum(node, node.input(0), (x, at, n) -> sum(op, x, at, n));
    CpuTensor y = node.output(0);
    return () -> y.floats()[y.at()] = (float) sum.sum();
  }

  private static double sum(WeightPenalty op, float[] x, int at, int n) {
    double magnitudes = 0;
    double squares = 0;
    for (int i = at; i < at + n; i++) {
      magnitudes += Math.abs(x[i]);
      squares += (double) x[i] * x[i];
    }
    return op.l1() * magnitudes + op.l2() * squares;
  }
}
