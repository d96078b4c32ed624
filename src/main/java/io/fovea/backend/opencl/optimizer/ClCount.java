package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.Count;

/** {@code state += amount}, unless guarded and unhealthy. */
final class ClCount implements ClLowering {
  @Override
  public String name() {
    return "single";
  }

  @Override
  public void lower(ClNode node) {
    Count op = (Count) node.node().op();
    String name = op.guarded() ? "count_guarded" : "count";
    var kernel = node.kernel("count.cl", name, Macros.none()).ints(op.amount());
    if (op.guarded()) {
      kernel.read(node.input(1));
    }
    kernel.update(node.input(0)).global(1).local(1).bind();
  }
}
