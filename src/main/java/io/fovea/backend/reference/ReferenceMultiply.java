package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code y = a b}. */
final class ReferenceMultiply implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    for (int i = 0; i < outputs.get(0).length(); i++) {
      outputs.get(0).set(i, inputs.get(0).get(i) * inputs.get(1).get(i));
    }
  }
}
