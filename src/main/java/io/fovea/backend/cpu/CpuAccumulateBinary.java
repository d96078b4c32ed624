package io.fovea.backend.cpu;

import io.fovea.op.AccumulateBinary;

/** Counts each element at {@code state[unit, t says yes, x says yes]}. */
final class CpuAccumulateBinary implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    AccumulateBinary op = (AccumulateBinary) node.node().op();
    float threshold = (float) op.threshold();
    float targetThreshold = (float) op.targetThreshold();
    CpuTensor state = node.input(0);
    CpuTensor x = node.input(1);
    CpuTensor t = node.input(2);
    int units = x.type().shape().dim(-1);
    return () -> {
      for (int i = 0; i < x.length(); i++) {
        float said = x.floats()[x.at() + i];
        float truth = t.floats()[t.at() + i];
        if (!Float.isNaN(truth)) {
          boolean isTrue = truth > targetThreshold;
          boolean isSaid = Float.isNaN(said) ? !isTrue : said > threshold;
          int row = i % units * 2 + (isTrue ? 1 : 0);
          state.ints()[state.at() + row * 2 + (isSaid ? 1 : 0)]++;
        }
      }
    };
  }
}
