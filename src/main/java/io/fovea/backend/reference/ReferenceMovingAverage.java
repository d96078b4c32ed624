package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.MovingAverage;
import java.util.List;

/** {@code state = (1 - momentum) * state + momentum * correction * x}, unless unhealthy. */
final class ReferenceMovingAverage implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    MovingAverage op = (MovingAverage) node.op();
    Elements state = inputs.get(0);
    boolean healthy = inputs.get(2).get(0) != 0;
    for (int i = 0; healthy && i < state.length(); i++) {
      double x = op.correction() * inputs.get(1).get(i);
      state.set(i, (1 - op.momentum()) * state.get(i) + op.momentum() * x);
    }
  }
}
