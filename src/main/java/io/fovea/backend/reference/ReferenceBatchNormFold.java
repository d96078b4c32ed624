package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.BatchNormFold;
import java.util.List;

/** Weights and bias of a product that does a batch normalisation too. */
final class ReferenceBatchNormFold implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    BatchNormFold op = (BatchNormFold) node.op();
    Elements w = inputs.get(0);
    for (int o = 0; o < w.channels(); o++) {
      double scale = inputs.get(1).get(o) / Math.sqrt(inputs.get(4).get(o) + op.epsilon());
      double b = op.bias() ? inputs.get(5).get(o) : 0;
      for (int row = 0; row < w.rows(); row++) {
        outputs.get(0).set(row, o, w.get(row, o) * scale);
      }
      outputs.get(1).set(o, inputs.get(2).get(o) + (b - inputs.get(3).get(o)) * scale);
    }
  }
}
