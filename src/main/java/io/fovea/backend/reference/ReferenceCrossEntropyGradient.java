package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.CrossEntropy;
import java.util.List;

/** {@code dx[n, label] = -dloss[n] / max(x[n, label], floor)}, else 0. */
final class ReferenceCrossEntropyGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    Elements dx = outputs.get(0);
    for (int n = 0; n < x.rows(); n++) {
      for (int c = 0; c < x.channels(); c++) {
        double p = Math.max(x.get(n, c), CrossEntropy.FLOOR);
        dx.set(n, c, c == inputs.get(1).get(n) ? -inputs.get(2).get(n) / p : 0);
      }
    }
  }
}
