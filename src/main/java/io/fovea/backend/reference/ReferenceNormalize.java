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
        int i = op.scale().size() == 1 ? 0 : c;
        double scale = op.scale().get(i);
        double shift = op.shift().get(i);
        outputs.get(0).set(row, c, x.get(row, c) * scale + shift);
      }
    }
  }
}
