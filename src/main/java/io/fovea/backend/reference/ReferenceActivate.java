package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Activate;
import java.util.List;

/** {@code y = f(x)}. */
final class ReferenceActivate implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Activate op = (Activate) node.op();
    for (int i = 0; i < outputs.get(0).length(); i++) {
      double x = inputs.get(0).get(i);
      outputs.get(0).set(i, ReferenceActivation.value(op.function(), op.a(), x));
    }
  }
}
