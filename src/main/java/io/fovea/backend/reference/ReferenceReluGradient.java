package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code dx = y <= 0 ? 0 : dy}. */
final class ReferenceReluGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    for (int i = 0; i < outputs.get(0).length(); i++) {
      outputs.get(0).set(i, inputs.get(0).get(i) <= 0 ? 0 : inputs.get(1).get(i));
    }
  }
}
