package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.SliceGradient;
import java.util.List;

/** Zeros, with dy in a band of one axis. */
final class ReferenceSliceGradient implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    SliceGradient op = (SliceGradient) node.op();
    Elements dy = inputs.get(0);
    Elements dx = outputs.get(0);
    int size = dy.shape().dim(op.axis());
    ReferenceBand band = new ReferenceBand(op.x(), op.axis(), op.begin(), size);
    dx.fill(0);
    for (int i = 0; i < dy.length(); i++) {
      dx.set(band.indexInWhole(i), dy.get(i));
    }
  }
}
