package io.fovea.backend.cpu;

import io.fovea.op.ClipGradients;

/** Gradients that are not too large. */
final class CpuClipGradients implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    ClipGradients op = (ClipGradients) node.node().op();
    float maxValue = (float) op.maxValue();
    CpuTensor gradients = node.input(0);
    CpuTensor sumSquares = node.input(1);
    return node.inParallel(
        gradients.length(),
        CpuNode.GRAIN,
        (from, to, worker) -> {
          double norm = Math.sqrt(sumSquares.floats()[sumSquares.at()]);
          float factor = (float) Math.min(1, op.maxNorm() / (norm + ClipGradients.EPSILON));
          float[] g = gradients.floats();
          for (int i = gradients.at() + from; i < gradients.at() + to; i++) {
            g[i] = Math.max(-maxValue, Math.min(maxValue, factor * g[i]));
          }
        });
  }
}
