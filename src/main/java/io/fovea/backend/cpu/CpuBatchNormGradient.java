package io.fovea.backend.cpu;

import io.fovea.op.BatchNormGradient;
import io.fovea.tensor.DType;

/**
 * Gradients of batch normalisation: two sums per channel, from which dx is a linear function of
 * {@code x - mean} and dy.
 */
final class CpuBatchNormGradient implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    return new Gradients(node);
  }

  private static final class Gradients implements CpuStep {
    private final CpuNode node;
    private final BatchNormGradient op;
    private final ChannelRows rows;
    private final ChannelSums sumsOfDy;
    private final ChannelSums sumsOfProducts;
    private final CpuTensor mean;
    private final CpuTensor ofX;
    private final CpuTensor ofDy;
    private final CpuTensor constant;
    private final CpuTensor channel;
    private final CpuStep sum;
    private final CpuStep combine;

    Gradients(CpuNode node) {
      this.node = node;
      this.op = (BatchNormGradient) node.node().op();
      this.rows = new ChannelRows(node, node.input(0));
      this.sumsOfDy = new ChannelSums(node, rows);
      this.sumsOfProducts = new ChannelSums(node, rows);
      this.mean = rows.row();
      this.ofX = rows.row();
      this.ofDy = rows.row();
      this.constant = rows.row();
      this.channel = node.workspace(DType.F32, 3L * rows.channels());
      CpuTensor x = node.input(0);
      CpuTensor dy = node.input(1);
      CpuTensor dx = node.output(0);
      CpuKernels kernels = node.kernels();
      ChannelSums.Kernel sumDy =
          (at, n, width, y, yAt) -> kernels.sumRows(dy.floats(), dy.at() + at, n, width, y, yAt);
      ChannelSums.Kernel sumProducts =
          (at, n, width, y, yAt) ->
              kernels.sumCentred(
                  x.floats(),
                  x.at() + at,
                  mean.floats(),
                  dy.floats(),
                  dy.at() + at,
                  n,
                  width,
                  y,
                  yAt);
      // A stretch of dy is summed twice while it is near.
      this.sum =
          sumsOfDy.forEach(
              (index, worker) -> {
                sumsOfDy.sum(index, sumDy);
                sumsOfProducts.sum(index, sumProducts);
              });
      this.combine =
          rows.forEach(
              (at, n) ->
                  kernels.combine(
                      x.floats(),
                      x.at() + at,
                      mean.floats(),
                      ofX.floats(),
                      dy.floats(),
                      dy.at() + at,
                      ofDy.floats(),
                      constant.floats(),
                      dx.floats(),
                      dx.at() + at,
                      n));
    }

    @Override
    public void run() {
      rows.repeat(node.input(3).floats(), node.input(3).at(), mean);
      sum.run();
      int channels = rows.channels();
      for (int c = 0; c < channels; c++) {
        channel(c, channels);
      }
      if (node.isUsed(0)) {
        float[] coefficients = channel.floats();
        rows.repeat(coefficients, channel.at(), ofX);
        rows.repeat(coefficients, channel.at() + channels, ofDy);
        rows.repeat(coefficients, channel.at() + 2 * channels, constant);
        combine.run();
      }
    }

    /** Writes dgamma and dbeta of a channel, and the three coefficients of its dx. */
    private void channel(int c, int channels) {
      CpuTensor gamma = node.input(2);
      CpuTensor variance = node.input(4);
      CpuTensor dgamma = node.output(1);
      CpuTensor dbeta = node.output(2);
      double r = 1 / Math.sqrt(variance.floats()[variance.at() + c] + op.epsilon());
      double sum = sumsOfDy.get(c);
      double product = sumsOfProducts.get(c) * r;
      dgamma.floats()[dgamma.at() + c] = (float) product;
      dbeta.floats()[dbeta.at() + c] = (float) sum;
      double scale = gamma.floats()[gamma.at() + c] * r;
      double share = op.constantStatistics() ? 0 : scale * channels / rows.elements();
      float[] coefficients = channel.floats();
      coefficients[channel.at() + c] = (float) (-share * r * product);
      coefficients[channel.at() + channels + c] = (float) scale;
      coefficients[channel.at() + 2 * channels + c] = (float) (-share * sum);
    }
  }
}
