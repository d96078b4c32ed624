package io.fovea.backend.cpu;

import io.fovea.op.RandomUniform;
import io.fovea.tensor.Philox;

/** {@code low + (high - low) u}, u from one Philox word each. */
final class CpuRandomUniform implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    RandomUniform op = (RandomUniform) node.node().op();
    CpuTensor seed = node.input(0);
    CpuTensor step = node.input(1);
    CpuTensor position = node.input(2);
    CpuTensor y = node.output(0);
    int[][] words = new int[node.workers().count()][4];
    int streamLow = (int) op.stream();
    int streamHigh = (int) (op.stream() >>> 32);
    float low = (float) op.low();
    float range = (float) (op.high() - op.low());
    return node.inParallel(
        op.n() * op.blocks(),
        512,
        (from, to, worker) -> {
          int[] word = words[worker];
          int k0 = seed.ints()[seed.at()];
          int k1 = seed.ints()[seed.at() + 1];
          int now = step.ints()[step.at()];
          int first = position.ints()[position.at()] * op.blocks();
          for (int block = from; block < to; block++) {
            Philox.block(first + block, now, streamLow, streamHigh, k0, k1, word);
            int j = block % op.blocks() * 4;
            int at = y.at() + block / op.blocks() * op.count() + j;
            for (int lane = 0; lane < Math.min(4, op.count() - j); lane++) {
              y.floats()[at + lane] = low + range * RandomUniform.unit(word[lane]);
            }
          }
        });
  }
}
