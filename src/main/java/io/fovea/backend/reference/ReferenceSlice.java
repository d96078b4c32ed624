package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Slice;
import java.util.List;

/** Entries of one axis. */
final class ReferenceSlice implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Slice op = (Slice) node.op();
    Elements x = inputs.get(0);
    Elements y = outputs.get(0);
    ReferenceBand band = new ReferenceBand(x.shape(), op.axis(), op.begin(), op.size());
    for (int i = 0; i < y.length(); i++) {
      y.set(i, x.get(band.indexInWhole(i)));
    }
  }
}
