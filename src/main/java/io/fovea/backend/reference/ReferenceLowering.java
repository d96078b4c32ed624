package io.fovea.backend.reference;

import io.fovea.backend.Lowering;
import io.fovea.graph.Node;
import java.util.List;

/** How the reference backend does an op: by its equation. Instances hold no data. */
@FunctionalInterface
public interface ReferenceLowering extends Lowering {
  @Override
  default String name() {
    return "equation";
  }

  /**
   * Computes a node.
   *
   * @param inputs one per input; those that the op {@linkplain io.fovea.op.Op#updates updates} are
   *     overwritten in place
   * @param outputs one per output, holding anything; every element is written
   */
  void run(Node node, List<Elements> inputs, List<Elements> outputs);
}
