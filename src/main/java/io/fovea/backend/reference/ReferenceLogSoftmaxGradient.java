package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code dx = dy - exp(y) * sum of dy} over the last axis. */
final class ReferenceLogSoftmaxGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements y = inputs.get(0);
    Elements dy = inputs.get(1);
    for (int row = 0; row < y.rows(); row++) {
      double sum = 0;
      for (int c = 0; c < y.channels(); c++) {
        sum += dy.get(row, c);
      }
      for (int c = 0; c < y.channels(); c++) {
        outputs.get(0).set(row, c, dy.get(row, c) - Math.exp(y.get(row, c)) * sum);
      }
    }
  }
}
