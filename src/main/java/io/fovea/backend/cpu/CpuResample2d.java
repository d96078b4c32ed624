package io.fovea.backend.cpu;

import io.fovea.op.Axis;
import io.fovea.op.Resample2d;
import java.util.Arrays;

/** Each output line is a sum of pixels of some input lines, all channels of a pixel at once. */
final class CpuResample2d implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    Resample2d op = (Resample2d) node.node().op();
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    Axis rows = op.rows();
    int channels = x.type().shape().dim(3);
    int inputLine = op.columns().inputs() * channels;
    int outputLine = op.columns().outputs() * channels;
    return node.inParallel(
        x.type().shape().dim(0) * rows.outputs(),
        CpuNode.GRAIN / outputLine,
        (from, to, worker) -> {
          for (int line = from; line < to; line++) {
            int yAt = y.at() + line * outputLine;
            int image = x.at() + line / rows.outputs() * rows.inputs() * inputLine;
            int oh = line % rows.outputs();
            Arrays.fill(y.floats(), yAt, yAt + outputLine, 0f);
            for (int p = rows.begin(oh); p < rows.begin(oh + 1); p++) {
              int xAt = image + rows.source(p) * inputLine;
              addLine(
                  op.columns(), (float) rows.weight(p), x.floats(), xAt, y.floats(), yAt, channels);
            }
          }
        });
  }

  private static void addLine(
      Axis columns, float weight, float[] x, int xAt, float[] y, int yAt, int channels) {
    for (int ow = 0; ow < columns.outputs(); ow++) {
      int to = yAt + ow * channels;
      for (int q = columns.begin(ow); q < columns.begin(ow + 1); q++) {
        int from = xAt + columns.source(q) * channels;
        addPixel(weight * (float) columns.weight(q), x, from, y, to, channels);
      }
    }
  }

  private static void addPixel(float weight, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int c = 0; c < n; c++) {
      y[yAt + c] += weight * x[xAt + c];
    }
  }
}
