package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.LossTerms;
import java.util.List;

/** {@code y = f(x, t)}. */
final class ReferenceLossTerms implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    LossTerms op = (LossTerms) node.op();
    for (int i = 0; i < outputs.get(0).length(); i++) {
      double x = inputs.get(0).get(i);
      double t = inputs.get(1).get(i);
      outputs.get(0).set(i, ReferenceLoss.value(op.function(), op.a(), x, t));
    }
  }
}
