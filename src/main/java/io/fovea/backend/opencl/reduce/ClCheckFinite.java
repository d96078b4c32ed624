package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/** Sum of all squares; clears {@code healthy} if that or another scalar is not finite. */
final class ClCheckFinite implements ClLowering {
  @Override
  public String name() {
    return "partial_sums";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return PartialSums.of(target).workspace(node.inputTypes().get(2).shape().elements());
  }

  @Override
  public void lower(ClNode node) {
    PartialSums sums = PartialSums.of(node.target());
    ClMemory x = node.input(2);
    ClMemory rest = sums.reduce(node, x, true);
    node.kernel("check_finite.cl", "check_finite", sums.macros())
        .ints(rest.length(), rest == x ? 1 : 0)
        .read(rest, node.input(1))
        .update(node.input(0))
        .write(node.output(0))
        .global(sums.group())
        .local(sums.group())
        .bind();
  }
}
