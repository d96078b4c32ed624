package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code y = x - max - log(sum of exp(x - max))} over the last axis. */
final class ReferenceLogSoftmax implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int row = 0; row < x.rows(); row++) {
      double max = ReferenceSoftmax.max(x, row);
      double log = Math.log(ReferenceSoftmax.sum(x, row, max));
      for (int c = 0; c < x.channels(); c++) {
        outputs.get(0).set(row, c, x.get(row, c) - max - log);
      }
    }
  }
}
