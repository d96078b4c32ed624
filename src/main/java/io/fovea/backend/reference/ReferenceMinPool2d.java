package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.MinPool2d;
import java.util.List;

/** Smallest element of each window and its tap. */
final class ReferenceMinPool2d implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    ReferenceMaxPool2d.choose(((MinPool2d) node.op()).geometry(), -1, inputs, outputs);
  }
}
