package org.example.leaky;

import io.fovea.backend.Lowerings;
import io.fovea.backend.cpu.CpuLowering;
import io.fovea.backend.cpu.CpuLowerings;
import io.fovea.backend.cpu.CpuNode;
import io.fovea.backend.cpu.CpuStep;
import io.fovea.backend.cpu.CpuTensor;

/** Both ops as loops over floats, split among the threads. */
public final class CpuLeakyRelu implements CpuLowerings {
  @Override
  public void register(Lowerings<CpuLowering> lowerings) {
    lowerings
        .on(LeakyRelu.class, n -> scale(n, ((LeakyRelu) n.node().op()).slope(), 0))
        .on(LeakyReluGradient.class, n -> scale(n, ((LeakyReluGradient) n.node().op()).slope(), 1));
  }

  /** Scales input number {@code what} where input 0 is negative. */
  private static CpuStep scale(CpuNode node, float slope, int what) {
    CpuTensor x = node.input(0);
    CpuTensor from = node.input(what);
    CpuTensor to = node.output(0);
    return node.inParallel(
        to.length(),
        CpuNode.GRAIN,
        (begin, end, worker) -> {
          for (int i = begin; i < end; i++) {
            float value = from.floats()[from.at() + i];
            boolean negative = x.floats()[x.at() + i] < 0;
            to.floats()[to.at() + i] = negative ? slope * value : value;
          }
        });
  }
}
