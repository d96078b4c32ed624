package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.BatchNormInference;
import java.util.List;

/** Normalises each channel by given statistics. */
final class ReferenceBatchNormInference implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    BatchNormInference op = (BatchNormInference) node.op();
    Elements x = inputs.get(0);
    for (int c = 0; c < x.channels(); c++) {
      double scale = inputs.get(1).get(c) / Math.sqrt(inputs.get(4).get(c) + op.epsilon());
      for (int row = 0; row < x.rows(); row++) {
        double y = scale * (x.get(row, c) - inputs.get(3).get(c)) + inputs.get(2).get(c);
        outputs.get(0).set(row, c, y);
      }
    }
  }
}
