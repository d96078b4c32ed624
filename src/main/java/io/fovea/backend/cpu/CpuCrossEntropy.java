package io.fovea.backend.cpu;

import io.fovea.op.CrossEntropy;

/** {@code loss[n] = -log(max(x[n, labels[n]], floor))}. */
final class CpuCrossEntropy implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor labels = node.input(1);
    CpuTensor loss = node.output(0);
    int n = x.type().shape().dim(1);
    return () -> {
      for (int row = 0; row < loss.length(); row++) {
        int label = labels.ints()[labels.at() + row];
        boolean valid = label >= 0 && label < n;
        double p = valid ? x.floats()[x.at() + row * n + label] : Double.NaN;
        loss.floats()[loss.at() + row] = (float) -StrictMath.log(Math.max(p, CrossEntropy.FLOOR));
      }
    };
  }
}
