package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.RunningMean;
import java.util.List;

/** The mean of n more examples taken into that of those before. */
final class ReferenceRunningMean implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    double n = ((RunningMean) node.op()).n();
    Elements state = inputs.get(0);
    double count = inputs.get(2).get(0);
    for (int i = 0; i < state.length(); i++) {
      double before = count == 0 ? 0 : state.get(i);
      state.set(i, before + n / (count + n) * (inputs.get(1).get(i) - before));
    }
  }
}
