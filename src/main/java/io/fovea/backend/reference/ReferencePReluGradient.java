package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code dx = x > 0 ? dy : alpha[c] dy, terms = x > 0 ? 0 : x dy}. */
final class ReferencePReluGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int row = 0; row < x.rows(); row++) {
      for (int c = 0; c < x.channels(); c++) {
        double dy = inputs.get(2).get(row, c);
        boolean rises = x.get(row, c) > 0;
        outputs.get(0).set(row, c, rises ? dy : inputs.get(1).get(c) * dy);
        outputs.get(1).set(row, c, rises ? 0 : x.get(row, c) * dy);
      }
    }
  }
}
