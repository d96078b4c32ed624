package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.WeightPenalty;
import java.util.List;

/** What large weights cost. */
final class ReferenceWeightPenalty implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    WeightPenalty op = (WeightPenalty) node.op();
    double sum = 0;
    for (int i = 0; i < inputs.get(0).length(); i++) {
      double x = inputs.get(0).get(i);
      sum += op.l1() * Math.abs(x) + op.l2() * x * x;
    }
    outputs.get(0).set(0, sum);
  }
}
