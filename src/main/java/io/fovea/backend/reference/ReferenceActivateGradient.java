package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.ActivateGradient;
import java.util.List;

/** {@code dx = f'(x) dy}. */
final class ReferenceActivateGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    ActivateGradient op = (ActivateGradient) node.op();
    for (int i = 0; i < outputs.get(0).length(); i++) {
      double slope = ReferenceActivation.slope(op.function(), op.a(), inputs.get(0).get(i));
      outputs.get(0).set(i, slope * inputs.get(1).get(i));
    }
  }
}
