package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code state += sum of x}. */
final class ReferenceAccumulate implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements state = inputs.get(0);
    Elements x = inputs.get(1);
    double sum = state.get(0);
    for (int i = 0; i < x.length(); i++) {
      sum += x.get(i);
    }
    state.set(0, sum);
  }
}
