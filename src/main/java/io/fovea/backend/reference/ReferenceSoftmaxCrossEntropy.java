package io.fovea.backend.reference;

import io.fovea.graph.Node;
import java.util.List;

/** Cross-entropy from logits, and the probabilities or the gradient. */
final class ReferenceSoftmaxCrossEntropy implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Elements x = inputs.get(0);
    for (int n = 0; n < x.rows(); n++) {
      int label = (int) inputs.get(1).get(n);
      boolean valid = label >= 0 && label < x.channels();
      double max = ReferenceSoftmax.max(x, n);
      double sum = ReferenceSoftmax.sum(x, n, max);
      double loss = valid ? Math.log(sum) + max - x.get(n, label) : Double.NaN;
      outputs.get(0).set(n, loss);
      for (int c = 0; c < x.channels(); c++) {
        double y = Math.exp(x.get(n, c) - max) / sum;
        double target = c == label ? 1 : 0;
        outputs.get(1).set(n, c, inputs.size() > 2 ? (y - target) * inputs.get(2).get(n) : y);
      }
    }
  }
}
