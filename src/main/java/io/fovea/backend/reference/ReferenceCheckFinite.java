package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** Clears {@code healthy} if a scalar is not finite. */
final class ReferenceCheckFinite implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    for (Elements x : inputs.subList(1, inputs.size())) {
      if (!Double.isFinite(x.get(0))) {
        inputs.get(0).set(0, 0);
      }
    }
  }
}
