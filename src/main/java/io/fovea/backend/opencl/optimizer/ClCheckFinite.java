package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.CheckFinite;

/** Clears {@code healthy} if a scalar is not finite. */
final class ClCheckFinite implements ClLowering {
  @Override
  public String name() {
    return "single";
  }

  @Override
  public void lower(ClNode node) {
    int last = ((CheckFinite) node.node().op()).count();
    node.kernel("check_finite.cl", "check_finite", Macros.none())
        .read(node.input(1), node.input(last))
        .update(node.input(0))
        .global(1)
        .local(1)
        .bind();
  }
}
