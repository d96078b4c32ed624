package io.fovea.backend.cpu;

import io.fovea.op.MovingAverage;

/** {@code state = (1 - momentum) * state + momentum * correction * x}, unless unhealthy. */
final class CpuMovingAverage implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    MovingAverage op = (MovingAverage) node.node().op();
    float keep = (float) (1 - op.momentum());
    float take = (float) (op.momentum() * op.correction());
    CpuTensor state = node.input(0);
    CpuTensor x = node.input(1);
    CpuTensor healthy = node.input(2);
    return () -> {
      if (healthy.ints()[healthy.at()] != 0) {
        float[] y = state.floats();
        for (int i = 0; i < state.length(); i++) {
          y[state.at() + i] = keep * y[state.at() + i] + take * x.floats()[x.at() + i];
        }
      }
    };
  }
}
