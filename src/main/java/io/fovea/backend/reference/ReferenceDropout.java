package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Dropout;
import io.fovea.tensor.Philox;
import java.util.List;

/** {@code y = keep ? x * scale : 0}, kept by one Philox word an element. */
final class ReferenceDropout implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Dropout op = (Dropout) node.op();
    Elements x = inputs.get(0);
    long low = (int) inputs.get(1).get(0) & 0xffffffffL;
    long high = (int) inputs.get(1).get(1) & 0xffffffffL;
    int step = (int) inputs.get(2).get(0);
    for (int i = 0; i < x.length(); i++) {
      int word = Philox.word(high << 32 | low, op.stream(), step, i);
      boolean keep = Integer.compareUnsigned(word, op.threshold()) >= 0;
      outputs.get(0).set(i, keep ? x.get(i) * op.scale() : 0);
    }
  }
}
