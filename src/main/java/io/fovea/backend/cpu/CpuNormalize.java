package io.fovea.backend.cpu;

import io.fovea.op.Normalize;
import io.fovea.tensor.DType;

/** {@code y[.., c] = x[.., c] * scale[c] + shift[c]}; bytes become floats first. */
final class CpuNormalize implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Normalize op = (Normalize) node.node().op();
    return step(node, op, node.input(0), node.output(0));
  }

  static CpuStep step(CpuNode node, Normalize op, CpuTensor x, CpuTensor y) {
    ChannelRows rows = new ChannelRows(node, y);
    float[] zero = new float[rows.width()];
    float[] scale = new float[rows.width()];
    float[] shift = new float[rows.width()];
    for (int i = 0; i < rows.width(); i++) {
      int c = op.scale().size() == 1 ? 0 : i % rows.channels();
      scale[i] = op.scale().get(c);
      shift[i] = op.shift().get(c);
    }
    boolean bytes = x.type().dtype() == DType.U8;
    return rows.forEach(
        (at, n) -> {
          float[] to = y.floats();
          int toAt = y.at() + at;
          if (bytes) {
            widen(x.bytes(), x.at() + at, to, toAt, n);
            node.kernels().normalize(to, toAt, zero, scale, shift, to, toAt, n);
          } else {
            node.kernels().normalize(x.floats(), x.at() + at, zero, scale, shift, to, toAt, n);
          }
        });
  }

  private static void widen(byte[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = x[xAt + i] & 0xff;
    }
  }
}
