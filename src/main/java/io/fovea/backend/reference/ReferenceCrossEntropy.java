package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.CrossEntropy;
import java.util.List;

/** {@code loss[n] = -log(max(x[n, labels[n]], floor))}. */
final class ReferenceCrossEntropy implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int n = 0; n < x.rows(); n++) {
      int label = (int) inputs.get(1).get(n);
      boolean valid = label >= 0 && label < x.channels();
      double p = valid ? x.get(n, label) : Double.NaN;
      outputs.get(0).set(n, -Math.log(Math.max(p, CrossEntropy.FLOOR)));
    }
  }
}
