package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.AccumulateTopK;
import java.util.List;

/** Counts the rows whose label is among the k largest scores. */
final class ReferenceAccumulateTopK implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    int k = ((AccumulateTopK) node.op()).k();
    Elements state = inputs.get(0);
    Elements x = inputs.get(1);
    for (int n = 0; n < x.rows(); n++) {
      int label = (int) inputs.get(2).get(n);
      boolean counts = label >= 0 && label < x.channels();
      int before = 0;
      for (int c = 0; c < x.channels() && counts; c++) {
        double score = x.get(n, c);
        double own = x.get(n, label);
        counts = !Double.isNaN(score);
        before += score > own || (score == own && c < label) ? 1 : 0;
      }
      if (counts && before < k) {
        state.set(0, state.get(0) + 1);
      }
    }
  }
}
