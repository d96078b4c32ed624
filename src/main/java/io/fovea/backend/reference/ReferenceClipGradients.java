package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.ClipGradients;
import java.util.List;

/** Gradients that are not too large. */
final class ReferenceClipGradients implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    ClipGradients op = (ClipGradients) node.op();
    Elements gradients = inputs.get(0);
    double norm = Math.sqrt(inputs.get(1).get(0));
    double factor = Math.min(1, op.maxNorm() / (norm + ClipGradients.EPSILON));
    for (int i = 0; i < gradients.length(); i++) {
      double g = factor * gradients.get(i);
      gradients.set(i, Math.max(-op.maxValue(), Math.min(op.maxValue(), g)));
    }
  }
}
