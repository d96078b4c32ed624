package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.WeightPenaltyGradient;
import java.util.List;

/** The slope of what large weights cost. */
final class ReferenceWeightPenaltyGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    WeightPenaltyGradient op = (WeightPenaltyGradient) node.op();
    double dy = inputs.get(1).get(0);
    for (int i = 0; i < outputs.get(0).length(); i++) {
      double x = inputs.get(0).get(i);
      outputs.get(0).set(i, dy * (op.l1() * Math.signum(x) + 2 * op.l2() * x));
    }
  }
}
