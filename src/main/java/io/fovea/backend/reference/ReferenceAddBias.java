package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code y[.., c] = x[.., c] + b[c]}. */
final class ReferenceAddBias implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int row = 0; row < x.rows(); row++) {
      for (int c = 0; c < x.channels(); c++) {
        outputs.get(0).set(row, c, x.get(row, c) + inputs.get(1).get(c));
      }
    }
  }
}
