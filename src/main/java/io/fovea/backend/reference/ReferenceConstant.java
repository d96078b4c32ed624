package io.fovea.backend.reference;

import io.fovea.graph.Node;
import io.fovea.op.Constant;
import java.util.List;

/** The same number everywhere. */
final class ReferenceConstant implements ReferenceLowering {
  @Override
  public void run(Node node, List<Elements> inputs, List<Elements> outputs) {
    Constant op = (Constant) node.op();
    outputs.get(0).fill(op.value());
  }
}
