package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code db[c] = sum of dy[.., c]}. */
final class ReferenceBiasGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements dy = inputs.get(0);
    for (int c = 0; c < dy.channels(); c++) {
      double sum = 0;
      for (int row = 0; row < dy.rows(); row++) {
        sum += dy.get(row, c);
      }
      outputs.get(0).set(c, sum);
    }
  }
}
