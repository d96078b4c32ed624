package io.fovea.backend.opencl.reduce;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/** Sums of columns. */
final class ClBiasGradient implements ClLowering {
  @Override
  public String name() {
    return "partial_sums";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return ColumnSums.workspace(target, node.inputTypes().get(0).shape());
  }

  @Override
  public void lower(ClNode node) {
    ColumnSums.launch(node, 0, node.output(0), 0);
  }
}
