package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Concat;
import java.util.List;

/** Lays tensors one after the other along an axis. */
final class ReferenceConcat implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Concat op = (Concat) node.op();
    Elements y = outputs.get(0);
    int begin = 0;
    for (Elements x : inputs) {
      int size = x.shape().dim(op.axis());
      ReferenceBand band = new ReferenceBand(y.shape(), op.axis(), begin, size);
      for (int i = 0; i < x.length(); i++) {
        y.set(band.indexInWhole(i), x.get(i));
      }
      begin += size;
    }
  }
}
