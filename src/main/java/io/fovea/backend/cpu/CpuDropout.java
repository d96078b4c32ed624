package io.fovea.backend.cpu;

import io.fovea.op.Dropout;
import io.fovea.tensor.Philox;

/** {@code y = keep ? x * scale : 0}, kept by one Philox word an element. */
final class CpuDropout implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Dropout op = (Dropout) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor seed = node.input(1);
    CpuTensor step = node.input(2);
    CpuTensor y = node.output(0);
    int[][] words = new int[node.workers().count()][4];
    int low = (int) op.stream();
    int high = (int) (op.stream() >>> 32);
    int blocks = (x.length() + 3) / 4;
    return node.inParallel(
        blocks,
        512,
        (from, to, worker) -> {
          int[] word = words[worker];
          int k0 = seed.ints()[seed.at()];
          int k1 = seed.ints()[seed.at() + 1];
          int now = step.ints()[step.at()];
          for (int block = from; block < to; block++) {
            Philox.block(block, now, low, high, k0, k1, word);
            for (int i = 4 * block; i < Math.min(x.length(), 4 * block + 4); i++) {
              boolean keep = Integer.compareUnsigned(word[i & 3], op.threshold()) >= 0;
              y.floats()[y.at() + i] = keep ? x.floats()[x.at() + i] * op.scale() : 0;
            }
          }
        });
  }
}
