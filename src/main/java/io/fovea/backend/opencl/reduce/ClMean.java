package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.Mean;
import java.util.List;

/** Mean of all elements; their sum may be added to a total. */
final class ClMean implements ClLowering {
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
    ClMemory rest = sums.reduce(node, x, false);
    boolean accumulated = ((Mean) node.node().op()).accumulated();
    String name = accumulated ? "mean_accumulated" : "mean";
    ClKernel kernel = node.kernel("mean.cl", name, sums.macros());
    kernel.ints(rest.length(), x.length()).read(rest);
    if (accumulated) {
      kernel.update(node.input(1));
    }
    kernel.write(node.output(0)).global(sums.group()).local(sums.group()).bind();
  }
}
