package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** Mean of all elements; their sum may be added to a total. */
final class ReferenceMean implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    double sum = 0;
    for (int i = 0; i < inputs.get(0).length(); i++) {
      sum += inputs.get(0).get(i);
    }
    outputs.get(0).set(0, sum / inputs.get(0).length());
    if (inputs.size() > 1) {
      inputs.get(1).set(0, inputs.get(1).get(0) + sum);
    }
  }
}
