package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code y = x < 0 ? 0 : x}. */
final class ReferenceRelu implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    for (int i = 0; i < outputs.get(0).length(); i++) {
      double x = inputs.get(0).get(i);
      outputs.get(0).set(i, x < 0 ? 0 : x);
    }
  }
}
