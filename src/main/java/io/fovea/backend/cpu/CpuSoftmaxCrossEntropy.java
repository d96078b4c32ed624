package io.fovea.backend.cpu;

import io.fovea.op.SoftmaxCrossEntropy;

/** Cross-entropy from logits, and the probabilities. */
final class CpuSoftmaxCrossEntropy implements CpuLowering {
  @Override
  public CpuStep lower(CpuNode node) {
    CpuTensor x = node.input(0);
    CpuTensor labels = node.input(1);
    CpuTensor loss = node.output(0);
    CpuTensor y = node.output(1);
    int n = x.type().shape().dim(1);
    boolean differentiated = ((SoftmaxCrossEntropy) node.node().op()).differentiated();
    return node.inParallel(
        x.type().shape().dim(0),
        CpuNode.GRAIN / 8 / n,
        (from, to, worker) -> {
          for (int row = from; row < to; row++) {
            int at = x.at() + row * n;
            float max = SoftmaxRow.max(x.floats(), at, n);
            double sum = SoftmaxRow.write(x.floats(), at, max, y.floats(), y.at() + row * n, n);
            int label = labels.ints()[labels.at() + row];
            loss.floats()[loss.at() + row] =
                label >= 0 && label < n
                    ? (float) (StrictMath.log(sum) + ((double) max - x.floats()[at + label]))
                    : Float.NaN;
            if (differentiated) {
              CpuSoftmaxCrossEntropyGradient.run(y, labels, node.input(2), y, row, n);
            }
          }
        });
  }
}
