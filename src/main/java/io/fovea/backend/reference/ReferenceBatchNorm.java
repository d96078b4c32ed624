package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.BatchNorm;
import java.util.List;

/** Normalises each channel by its mean and variance over the batch. */
final class ReferenceBatchNorm implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    BatchNorm op = (BatchNorm) node.op();
    Elements x = inputs.get(0);
    for (int c = 0; c < x.channels(); c++) {
      double sum = 0;
      for (int row = 0; row < x.rows(); row++) {
        sum += x.get(row, c);
      }
      double mean = sum / x.rows();
      double squares = 0;
      for (int row = 0; row < x.rows(); row++) {
        squares += (x.get(row, c) - mean) * (x.get(row, c) - mean);
      }
      double variance = squares / x.rows();
      double scale = inputs.get(1).get(c) / Math.sqrt(variance + op.epsilon());
      for (int row = 0; row < x.rows(); row++) {
        outputs.get(0).set(row, c, scale * (x.get(row, c) - mean) + inputs.get(2).get(c));
      }
      outputs.get(1).set(c, mean);
      outputs.get(2).set(c, variance);
    }
  }
}
