package io.fovea.backend.cpu;

import io.fovea.op.Activate;

/** {@code y = f(x)}. */
final class CpuActivate implements CpuLowering {
  /** Elements that make a piece worth another thread: they cost more than those of a sum. */
  static final int GRAIN = CpuNode.GRAIN / 8;

  @Override
  public CpuStep lower(CpuNode node) {
    Activate op = (Activate) node.node().op();
    float a = (float) op.a();
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    return node.inParallel(
        y.length(),
        GRAIN,
        (from, to, worker) -> {
          float[] in = x.floats();
          float[] out = y.floats();
          for (int i = from; i < to; i++) {
            out[y.at() + i] = (float) CpuActivation.value(op.function(), a, in[x.at() + i]);
          }
        });
  }
}
