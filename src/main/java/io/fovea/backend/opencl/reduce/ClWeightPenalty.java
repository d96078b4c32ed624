package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.WeightPenalty;
import java.util.List;

/** What large weights cost: sums over parts, then their sum where there are several. */
final class ClWeightPenalty implements ClLowering {
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
    WeightPenalty op = (WeightPenalty) node.node().op();
    PartialSums sums = PartialSums.of(node.target());
    ClMemory x = node.input(0);
    int parts = sums.parts(x.length());
    ClMemory first = parts == 1 ? node.output(0) : node.workspace(0);
    node.kernel("weight_penalty.cl", "weight_penalty", sums.macros())
        .ints(x.length(), sums.part())
        .floats((float) op.l1(), (float) op.l2())
        .read(x)
        .write(first)
        .global((long) parts * sums.group())
        .local(sums.group())
        .bind();
    if (parts > 1) {
      node.kernel("sum.cl", "sum", sums.macros())
          .ints(parts, parts, 0)
          .read(first)
          .write(node.output(0))
          .global(sums.group())
          .local(sums.group())
          .bind();
    }
  }
}
