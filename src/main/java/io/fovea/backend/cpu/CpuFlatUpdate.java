package io.fovea.backend.cpu;

import io.fovea.op.FlatUpdate;

/** One step of an optimiser over a flat region. */
final class CpuFlatUpdate implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Update update = new Update(node);
    CpuStep blocks =
        node.inParallel(update.rate.length(), CpuNode.GRAIN / 4 / FlatUpdate.BLOCK, update::blocks);
    return () -> {
      if (update.healthy.ints()[update.healthy.at()] != 0) {
        update.rule.begin(update.step.ints()[update.step.at()]);
        blocks.run();
      }
    };
  }

  /** The arguments, and the loop over blocks. */
  private static final class Update {
    private final CpuNode node;
    private final CpuUpdateRule rule;
    private final boolean decoupledDecay;
    private final int moments;
    private final CpuTensor learningRate;
    private final CpuTensor step;
    private final CpuTensor healthy;
    private final CpuTensor rate;
    private final CpuTensor decay;
    private final CpuUpdateRule.Block[] blocks;

    Update(CpuNode node) {
      FlatUpdate op = (FlatUpdate) node.node().op();
      this.node = node;
      this.rule = CpuUpdateRule.of(op.rule());
      this.decoupledDecay = op.decoupledDecay();
      this.moments = op.moments();
      this.learningRate = node.input(2 + moments);
      this.step = node.input(3 + moments);
      this.healthy = node.input(4 + moments);
      this.rate = node.input(5 + moments);
      this.decay = node.input(6 + moments);
      this.blocks = new CpuUpdateRule.Block[node.workers().count()];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = new CpuUpdateRule.Block(moments);
      }
    }

    void blocks(int from, int to, int worker) {
      for (int block = from; block < to; block++) {
        float multiplier = rate.floats()[rate.at() + block];
        if (multiplier != 0) {
          float factor = learningRate.floats()[learningRate.at()] * multiplier;
          block(
              block * FlatUpdate.BLOCK, blocks[worker], factor, decay.floats()[decay.at() + block]);
        }
      }
    }

    private void block(int at, CpuUpdateRule.Block block, float factor, float blockDecay) {
      node.input(0).load(at, block.p());
      node.input(1).load(at, block.g());
      for (int i = 0; i < moments; i++) {
        node.input(2 + i).load(at, block.m()[i]);
      }
      if (blockDecay != 0) {
        decay(block.p(), block.g(), factor, blockDecay);
      }
      rule.apply(block.p(), block.g(), block.m(), factor);
      node.input(0).store(block.p(), at);
      for (int i = 0; i < moments; i++) {
        node.input(2 + i).store(block.m()[i], at);
      }
    }

    private void decay(float[] p, float[] g, float factor, float blockDecay) {
      if (decoupledDecay) {
        float shrink = factor * blockDecay;
        for (int i = 0; i < FlatUpdate.BLOCK; i++) {
          p[i] -= shrink * p[i];
        }
      } else {
        for (int i = 0; i < FlatUpdate.BLOCK; i++) {
          g[i] += blockDecay * p[i];
        }
      }
    }
  }
}
