package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.GatherRows;
import io.fovea.op.Normalize;
import java.util.List;

/** {@code y[i] = x[order[position + i]]}. */
final class ReferenceGatherRows implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    GatherRows op = (GatherRows) node.op();
    Elements x = inputs.get(0);
    Elements y = outputs.get(0);
    int position = (int) inputs.get(2).get(0);
    int size = y.length() / op.n();
    Normalize normalize = op.normalize();
    for (int i = 0; i < op.n(); i++) {
      int row = (int) inputs.get(1).get(position + i);
      for (int j = 0; j < size; j++) {
        double value = x.get(row * size + j);
        if (normalize != null) {
          value = ReferenceNormalize.apply(normalize, value, (i * size + j) % y.channels());
        }
        y.set(i * size + j, value);
      }
    }
  }
}
