package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/** {@code state += sum of x}. */
final class ClAccumulate implements ClLowering {
  @Override
  public String name() {
    return "partial_sums";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return PartialSums.of(target).workspace(node.inputTypes().get(1).shape().elements());
  }

  @Override
  public void lower(ClNode node) {
    PartialSums sums = PartialSums.of(node.target());
    ClMemory rest = sums.reduce(node, node.input(1), false);
    node.kernel("accumulate.cl", "accumulate", sums.macros())
        .ints(rest.length())
        .read(rest)
        .update(node.input(0))
        .global(sums.group())
        .local(sums.group())
        .bind();
  }
}
