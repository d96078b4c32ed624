package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/** Sum of the squares of all elements. */
final class ClSumSquares implements ClLowering {
  @Override
  public String name() {
    return "partial_sums";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return PartialSums.of(target).workspace(node.inputTypes().get(0).shape().elements());
  }

  @Override
  public void lower(ClNode node) {
    PartialSums sums = PartialSums.of(node.target());
    ClMemory x = node.input(0);
    ClMemory rest = sums.reduce(node, x, true);
    node.kernel("sum.cl", "sum", sums.macros())
        .ints(rest.length(), rest.length(), rest == x ? 1 : 0)
        .read(rest)
        .write(node.output(0))
        .global(sums.group())
        .local(sums.group())
        .bind();
  }
}
