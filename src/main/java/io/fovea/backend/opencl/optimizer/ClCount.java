package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.Macros;
import io.fovea.op.Count;
import java.util.List;

/** {@code state += amount}, unless guarded and unhealthy; two at once, as a step has them. */
final class ClCount implements ClLowering {
  @Override
  public String name() {
    return "single";
  }

  @Override
  public void lower(ClNode node) {
    Count op = (Count) node.node().op();
    List<Integer> amounts = op.amounts();
    if (amounts.size() == 2 && op.guarded() == 1) {
      ClKernel both = node.kernel("count.cl", "count_both", Macros.none());
      both.ints(amounts.get(0), amounts.get(1)).read(node.input(2));
      both.update(node.input(0), node.input(1)).global(1).local(1).bind();
      return;
    }
    for (int i = 0; i < amounts.size(); i++) {
      boolean guarded = i < op.guarded();
      String name = guarded ? "count_guarded" : "count";
      ClKernel kernel = node.kernel("count.cl", name, Macros.none()).ints(amounts.get(i));
      if (guarded) {
        kernel.read(node.input(amounts.size()));
      }
      kernel.update(node.input(i)).global(1).local(1).bind();
    }
  }
}
