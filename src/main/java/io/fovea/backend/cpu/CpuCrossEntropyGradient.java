package io.fovea.backend.cpu;

import io.fovea.op.CrossEntropy;
import java.util.Arrays;

/** {@code dx[n, c] = c == labels[n] ? -dloss[n] / max(x[n, c], floor) : 0}. */
final class CpuCrossEntropyGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor labels = node.input(1);
    CpuTensor dloss = node.input(2);
    CpuTensor dx = node.output(0);
    int n = x.type().shape().dim(1);
    return () -> {
      Arrays.fill(dx.floats(), dx.at(), dx.at() + dx.length(), 0f);
      for (int row = 0; row < labels.length(); row++) {
        int label = labels.ints()[labels.at() + row];
        if (label >= 0 && label < n) {
          float p = Math.max(x.floats()[x.at() + row * n + label], (float) CrossEntropy.FLOOR);
          dx.floats()[dx.at() + row * n + label] = -dloss.floats()[dloss.at() + row] / p;
        }
      }
    };
  }
}
