package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** Sum of all squares; clears {@code healthy} if that or another scalar is not finite. */
final class ReferenceCheckFinite implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    ReferenceSumSquares.sum(inputs.get(2), outputs.get(0));
    if (!Double.isFinite(outputs.get(0).get(0)) || !Double.isFinite(inputs.get(1).get(0))) {
      inputs.get(0).set(0, 0);
    }
  }
}
