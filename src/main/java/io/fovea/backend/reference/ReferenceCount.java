package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Count;
import java.util.List;

/** {@code state += amount}, unless unhealthy. */
final class ReferenceCount implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Count op = (Count) node.op();
    boolean healthy = !op.guarded() || inputs.get(1).get(0) != 0;
    if (healthy) {
      // Through int, so that a counter wraps around as it does on every device.
      inputs.get(0).set(0, (int) inputs.get(0).get(0) + op.amount());
    }
  }
}
