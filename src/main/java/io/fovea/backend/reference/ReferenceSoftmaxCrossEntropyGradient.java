package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code dx[n, c] = (y[n, c] - (c == labels[n])) * dloss[n]}. */
final class ReferenceSoftmaxCrossEntropyGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements y = inputs.get(0);
    for (int n = 0; n < y.rows(); n++) {
      for (int c = 0; c < y.channels(); c++) {
        double target = c == inputs.get(1).get(n) ? 1 : 0;
        outputs.get(0).set(n, c, (y.get(n, c) - target) * inputs.get(2).get(n));
      }
    }
  }
}
