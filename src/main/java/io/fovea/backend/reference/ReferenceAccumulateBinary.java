package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.AccumulateBinary;
import java.util.List;

/** Counts each element at {@code state[unit, t says yes, x says yes]}. */
final class ReferenceAccumulateBinary implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    AccumulateBinary op = (AccumulateBinary) node.op();
    Elements state = inputs.get(0);
    Elements x = inputs.get(1);
    Elements t = inputs.get(2);
    for (int i = 0; i < x.length(); i++) {
      if (!Double.isNaN(t.get(i))) {
        boolean isTrue = t.get(i) > (float) op.targetThreshold();
        boolean isSaid = Double.isNaN(x.get(i)) ? !isTrue : x.get(i) > (float) op.threshold();
        int at = (i % x.channels() * 2 + (isTrue ? 1 : 0)) * 2 + (isSaid ? 1 : 0);
        state.set(at, state.get(at) + 1);
      }
    }
  }
}
