package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** Sum of all squares. */
final class ReferenceSumSquares implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    sum(inputs.get(0), outputs.get(0));
  }

  static void sum(Elements x, Elements y) {
    double sum = 0;
    for (int i = 0; i < x.length(); i++) {
      sum += x.get(i) * x.get(i);
    }
    y.set(0, sum);
  }
}
