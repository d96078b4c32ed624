package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** {@code db[c] = sum of dy[.., c]}. */
final class ReferenceBiasGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    sum(inputs.get(0), outputs.get(0));
  }

  static void sum(Elements dy, Elements db) {
    for (int c = 0; c < dy.channels(); c++) {
      double sum = 0;
      for (int row = 0; row < dy.rows(); row++) {
        sum += dy.get(row, c);
      }
      db.set(c, sum);
    }
  }
}
