package io.fovea.backend.cpu;

import io.fovea.op.PReluMaxPool2d;
import io.fovea.tensor.DType;

/** Largest {@code x > 0 ? x : alpha[c] x} of each window, its tap and its x. */
final class CpuPReluMaxPool2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor alpha = node.input(1);
    CpuTensor y = node.output(0);
    CpuTensor chosen = node.output(2);
    int c = alpha.length();
    CpuTensor slopes = node.workspace(DType.F32, c + CpuKernels.SPARE);
    CpuStep pooling =
        CpuMaxPool2d.lower(
            node,
            ((PReluMaxPool2d) node.node().op()).geometry(),
            (from, stride, taps, windows, to, winners, winnersAt, room) ->
                node.kernels()
                    .largestPRelu(
                        x.floats(),
                        x.at() + from,
                        stride,
                        taps,
                        slopes.floats(),
                        slopes.at(),
                        windows,
                        c,
                        y.floats(),
                        y.at() + to,
                        chosen.floats(),
                        chosen.at() + to,
                        winners,
                        winnersAt,
                        room));
    return () -> {
      alpha.copyTo(0, slopes, 0, c);
      pooling.run();
    };
  }
}
