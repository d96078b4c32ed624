package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code dx = dy / number of elements}. */
final class ReferenceMeanGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    outputs.get(0).fill(inputs.get(0).get(0) / outputs.get(0).length());
  }
}
