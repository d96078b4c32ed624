package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code y = x > 0 ? x : alpha[c] x}. */
final class ReferencePRelu implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int row = 0; row < x.rows(); row++) {
      for (int c = 0; c < x.channels(); c++) {
        double value = x.get(row, c);
        outputs.get(0).set(row, c, value > 0 ? value : inputs.get(1).get(c) * value);
      }
    }
  }
}
