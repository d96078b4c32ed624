package io.fovea.backend.cpu;

import io.fovea.tensor.DType;

/** {@code y = (x - mean) * gamma / sqrt(variance + epsilon) + beta} per channel. */
final class NormalizedRows implements CpuStep {
  private final ChannelRows rows;
  private final CpuTensor mean;
  private final CpuTensor scale;
  private final CpuTensor shift;
  private final CpuTensor channel;
  private final CpuStep step;

  NormalizedRows(CpuNode node, ChannelRows rows, CpuTensor x, CpuTensor y) {
    this.rows = rows;
    this.mean = rows.row();
    this.scale = rows.row();
    this.shift = rows.row();
    this.channel = node.workspace(DType.F32, rows.channels());
    this.step =
        rows.forEach(
            (at, n) ->
                node.kernels()
                    .normalize(
                        x.floats(),
                        x.at() + at,
                        mean.floats(),
                        scale.floats(),
                        shift.floats(),
                        y.floats(),
                        y.at() + at,
                        n));
  }

  void setMean(CpuTensor perChannel) {
    rows.repeat(perChannel.floats(), perChannel.at(), mean);
  }

  void setScale(CpuTensor gamma, CpuTensor beta, CpuTensor variance, double epsilon) {
    for (int c = 0; c < rows.channels(); c++) {
      double deviation = Math.sqrt(variance.floats()[variance.at() + c] + epsilon);
      channel.floats()[channel.at() + c] = (float) (gamma.floats()[gamma.at() + c] / deviation);
    }
    rows.repeat(channel.floats(), channel.at(), scale);
    rows.repeat(beta.floats(), beta.at(), shift);
  }

  @Override
  public void run() {
    step.run();
  }
}
