package io.fovea.backend.cpu;

import io.fovea.op.FlatUpdate;

/** One step of an optimiser over a flat region. */
final class CpuFlatUpdate implements CpuLowering {
  /** In every so many steps what is kept settles, which takes a third of such a step. */
  private static final int SETTLING = 16;

  @Override
  public CpuStep lower(CpuNode node) {
    Update update = new Update(node);
    CpuStep blocks =
        node.inParallel(update.rate.length(), CpuNode.GRAIN / 4 / FlatUpdate.BLOCK, update::blocks);
    return () -> {
      if (update.healthy.ints()[update.healthy.at()] != 0) {
        update.begin();
        blocks.run();
      }
    };
  }

  /** The arguments, and the loop over blocks. */
  private static final class Update {
    private final FlatUpdate op;
    private final CpuNode node;
    private final CpuUpdateRule rule;
    private final int moments;
    private final CpuTensor learningRate;
    private final CpuTensor step;
    private final CpuTensor healthy;
    private final CpuTensor rate;
    private final CpuTensor decay;
    private final CpuUpdateRule.Copies[] copies;
    private boolean settles;

    Update(CpuNode node) {
      this.op = (FlatUpdate) node.node().op();
      this.node = node;
      this.rule = CpuUpdateRule.of(op.rule());
      this.moments = op.moments();
      this.learningRate = node.input(2 + moments);
      this.step = node.input(3 + moments);
      this.healthy = node.input(4 + moments);
      this.rate = node.input(5 + moments);
      this.decay = node.input(6 + moments);
      this.copies = new CpuUpdateRule.Copies[node.workers().count()];
      for (int i = 0; i < copies.length; i++) {
        copies[i] = new CpuUpdateRule.Copies(moments);
      }
    }

    void begin() {
      int finished = step.ints()[step.at()];
      rule.begin(finished);
      settles = op.rule().settles() && finished % SETTLING == 0;
    }

    /** Goes on by as many blocks as share a rate and a decay, up to a limit. */
    void blocks(int from, int to, int worker) {
      int end;
      for (int block = from; block < to; block = end) {
        float multiplier = rate.floats()[rate.at() + block];
        float blockDecay = decay.floats()[decay.at() + block];
        int most = Math.min(to, block + CpuUpdateRule.MOST / FlatUpdate.BLOCK);
        end = block + 1;
        while (end < most
            && rate.floats()[rate.at() + end] == multiplier
            && decay.floats()[decay.at() + end] == blockDecay) {
          end++;
        }
        if (multiplier != 0) {
          float factor = learningRate.floats()[learningRate.at()] * multiplier;
          int at = block * FlatUpdate.BLOCK;
          update(at, end * FlatUpdate.BLOCK - at, copies[worker], factor, blockDecay);
        }
      }
    }

    private void update(int at, int n, CpuUpdateRule.Copies copy, float factor, float blockDecay) {
      node.input(0).load(at, copy.p(), n);
      node.input(1).load(at, copy.g(), n);
      for (int i = 0; i < moments; i++) {
        node.input(2 + i).load(at, copy.m()[i], n);
      }
      if (blockDecay != 0) {
        decay(n, copy.p(), copy.g(), factor, blockDecay);
      }
      rule.apply(n, copy.p(), copy.g(), copy.m(), factor);
      node.input(0).store(copy.p(), at, n);
      for (int i = 0; i < moments; i++) {
        if (settles) {
          settle(n, copy.m()[i]);
        }
        node.input(2 + i).store(copy.m()[i], at, n);
      }
    }

    /**
     * Moves all values towards zero by the smallest normal number, but not beyond zero: those of
     * 2^-101 and more stay what they are, and subnormal numbers become zero.
     */
    private static void settle(int n, float[] m) {
      for (int i = 0; i < n; i++) {
        m[i] = Math.max(m[i], Float.MIN_NORMAL) + Math.min(m[i], -Float.MIN_NORMAL);
      }
    }

    private void decay(int n, float[] p, float[] g, float factor, float blockDecay) {
      if (op.decoupledDecay()) {
        float shrink = factor * blockDecay;
        for (int i = 0; i < n; i++) {
          p[i] -= shrink * p[i];
        }
      } else {
        for (int i = 0; i < n; i++) {
          g[i] += blockDecay * p[i];
        }
      }
    }
  }
}
