package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** Counts each row at {@code state[label, first largest score]}, or in the column behind. */
final class ReferenceAccumulateConfusion implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements state = inputs.get(0);
    Elements x = inputs.get(1);
    Elements labels = inputs.get(2);
    for (int n = 0; n < x.rows(); n++) {
      int label = (int) labels.get(n);
      int prediction = 0;
      boolean isPredicted = true;
      for (int c = 0; c < x.channels(); c++) {
        isPredicted &= !Double.isNaN(x.get(n, c));
        prediction = x.get(n, c) > x.get(n, prediction) ? c : prediction;
      }
      int column = isPredicted ? prediction : x.channels();
      if (label >= 0 && label < x.channels() && column < state.channels()) {
        state.set(label, column, state.get(label, column) + 1);
      }
    }
  }
}
