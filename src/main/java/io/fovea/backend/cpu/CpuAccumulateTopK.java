package io.fovea.backend.cpu;

import io.fovea.op.AccumulateTopK;

/** Counts the rows whose label is among the k largest scores. */
final class CpuAccumulateTopK implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    int k = ((AccumulateTopK) node.node().op()).k();
    CpuTensor state = node.input(0);
    CpuTensor x = node.input(1);
    CpuTensor labels = node.input(2);
    int classes = x.type().shape().dim(1);
    return () -> {
      int count = 0;
      for (int row = 0; row < labels.length(); row++) {
        int label = labels.ints()[labels.at() + row];
        count += isAmong(k, x.floats(), x.at() + row * classes, classes, label) ? 1 : 0;
      }
      state.ints()[state.at()] += count;
    };
  }

  private static boolean isAmong(int k, float[] x, int at, int classes, int label) {
    if (label < 0 || label >= classes) {
      return false;
    }
    float own = x[at + label];
    int before = 0;
    for (int c = 0; c < classes; c++) {
      float score = x[at + c];
      if (Float.isNaN(score)) {
        return false;
      }
      before += score > own || (score == own && c < label) ? 1 : 0;
    }
    return before < k;
  }
}
