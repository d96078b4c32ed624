package io.fovea.backend.cpu;

import io.fovea.op.AccumulateErrors;

/** Joins the means of a batch to those before; in double, rounded as they are stored. */
final class CpuAccumulateErrors implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    AccumulateErrors op = (AccumulateErrors) node.node().op();
    CpuTensor state = node.input(0);
    CpuTensor x = node.input(1);
    CpuTensor t = node.input(2);
    int columns = state.type().shape().dim(0);
    int rows = x.length() / columns;
    return () -> {
      for (int c = 0; c < columns; c++) {
        int at = state.at() + c * AccumulateErrors.MEANS;
        float[] means = state.floats();
        float before = means[at + 1];
        double shift = 0;
        double absolute = 0;
        double squared = 0;
        int within = 0;
        for (int i = c; i < x.length(); i += columns) {
          float target = t.floats()[t.at() + i];
          float error = Math.abs(x.floats()[x.at() + i] - target);
          shift += target - before;
          absolute += error;
          squared += (double) error * error;
          within +=
              error <= (float) op.absolute() + (float) op.relative() * Math.abs(target) ? 1 : 0;
        }
        shift /= rows;
        double spread = 0;
        for (int i = c; i < x.length(); i += columns) {
          double deviation = t.floats()[t.at() + i] - before - shift;
          spread += deviation * deviation;
        }
        float count = Math.max(0, means[at]) + rows;
        double w = rows / (double) count;
        means[at] = count;
        means[at + 1] = (float) (before + w * shift);
        means[at + 2] = joined(w, means[at + 2], spread / rows + (1 - w) * shift * shift);
        means[at + 3] = joined(w, means[at + 3], absolute / rows);
        means[at + 4] = joined(w, means[at + 4], squared / rows);
        means[at + 5] = joined(w, means[at + 5], within / (double) rows);
      }
    };
  }

  private static float joined(double w, float before, double batch) {
    return (float) ((1 - w) * before + w * batch);
  }
}
