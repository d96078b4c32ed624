package io.fovea.backend.cpu;

/** The first class with the largest score of each row, or -1 where a score is NaN. */
final class CpuArgMax implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor y = node.output(0);
    int classes = x.type().shape().dim(1);
    return () -> {
      for (int row = 0; row < y.length(); row++) {
        y.ints()[y.at() + row] = of(x.floats(), x.at() + row * classes, classes);
      }
    };
  }

  /** The first of some scores that is the largest, or -1 if one is NaN. */
  static int of(float[] x, int at, int classes) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      if (Float.isNaN(x[at + c])) {
        return -1;
      }
      if (x[at + c] > x[at + best]) {
        best = c;
      }
    }
    return best;
  }
}
