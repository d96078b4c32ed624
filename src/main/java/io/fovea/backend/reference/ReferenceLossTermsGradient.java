package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.LossTermsGradient;
import java.util.List;

/** {@code dx = f'(x, t) dy}. */
final class ReferenceLossTermsGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    LossTermsGradient op = (LossTermsGradient) node.op();
    for (int i = 0; i < outputs.get(0).length(); i++) {
      double x = inputs.get(0).get(i);
      double t = inputs.get(1).get(i);
      double slope = ReferenceLoss.slope(op.function(), op.a(), x, t);
      outputs.get(0).set(i, slope * inputs.get(2).get(i));
    }
  }
}
