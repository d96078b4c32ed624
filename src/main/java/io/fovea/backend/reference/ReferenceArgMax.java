package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** The first class with the largest score of each row, or -1 where a score is NaN. */
final class ReferenceArgMax implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int n = 0; n < x.rows(); n++) {
      int largest = 0;
      boolean isNan = false;
      for (int c = 0; c < x.channels(); c++) {
        isNan |= Double.isNaN(x.get(n, c));
        largest = x.get(n, c) > x.get(n, largest) ? c : largest;
      }
      outputs.get(0).set(n, isNan ? -1 : largest);
    }
  }
}
