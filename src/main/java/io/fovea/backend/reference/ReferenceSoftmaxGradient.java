package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code dx = y * (dy - sum of y * dy)} over the last axis. */
final class ReferenceSoftmaxGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements y = inputs.get(0);
    Elements dy = inputs.get(1);
    for (int row = 0; row < y.rows(); row++) {
      double sum = 0;
      for (int c = 0; c < y.channels(); c++) {
        sum += y.get(row, c) * dy.get(row, c);
      }
      for (int c = 0; c < y.channels(); c++) {
        outputs.get(0).set(row, c, y.get(row, c) * (dy.get(row, c) - sum));
      }
    }
  }
}
