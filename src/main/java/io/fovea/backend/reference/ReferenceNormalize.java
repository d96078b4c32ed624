package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Normalize;
import java.util.List;

/** {@code y[.., c] = x[.., c] * scale[c] + shift[c]}. */
final class ReferenceNormalize implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Normalize op = (Normalize) node.op();
    Elements x = inputs.get(0);
    for (int row = 0; row < x.rows(); row++) {
      for (int c = 0; c < x.channels(); c++) {
        outputs.get(0).set(row, c, apply(op, x.get(row, c), c));
      }
    }
  }

  static double apply(Normalize op, double x, int channel) {
    int i = op.scale().size() == 1 ? 0 : channel;
    return x * op.scale().get(i) + op.shift().get(i);
  }
}
