package io.fovea.backend.cpu;

/** Counts each row at {@code state[label, first largest score]}, or in the column behind. */
final class CpuAccumulateConfusion implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(1);
    CpuTensor labels = node.input(2);
    int classes = x.type().shape().dim(1);
    int rows = x.type().shape().dim(0);
    int columns = node.input(0).type().shape().dim(1);
    return () -> {
      for (int row = 0; row < rows; row++) {
        int label = labels.ints()[labels.at() + row];
        int prediction = CpuArgMax.of(x.floats(), x.at() + row * classes, classes);
        int column = prediction < 0 ? classes : prediction;
        if (label >= 0 && label < classes && column < columns) {
          node.input(0).ints()[node.input(0).at() + label * columns + column]++;
        }
      }
    };
  }
}
