package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Count;
import java.util.List;

/** {@code state += amount}, unless unhealthy. */
final class ReferenceCount implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Count op = (Count) node.op();
    boolean healthy = op.guarded() == 0 || inputs.get(op.amounts().size()).get(0) != 0;
    for (int i = healthy ? 0 : op.guarded(); i < op.amounts().size(); i++) {
      // Through int, so that a counter wraps around as it does on every device.
      inputs.get(i).set(0, (int) inputs.get(i).get(0) + op.amounts().get(i));
    }
  }
}
