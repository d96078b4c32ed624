package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.reduce.ColumnSums;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to the gradient of a convolution by its weights, behind which that by the bias, where it is
 * the second output, is summed by launches of its own.
 */
record BiasApart(ClLowering weights) implements ClLowering {
  @Override
  public String name() {
    return weights.name();
  }

  @Override
  public boolean suits(KernelFamily family) {
    return weights.suits(family);
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return weights.refusal(node, target);
  }

  @Override
  public @Nullable Unsupported reluctance(Node node, ClTarget target) {
    return weights.reluctance(node, target);
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    return weights.tiles(node, target);
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    List<Workspace> all = new ArrayList<>(weights.workspace(node, target));
    if (node.outputs().size() > 1) {
      all.addAll(ColumnSums.workspace(target, node.inputTypes().get(1).shape()));
    }
    return all;
  }

  @Override
  public void lower(ClNode node) {
    weights.lower(node);
    if (node.node().outputs().size() > 1) {
      int part = weights.workspace(node.node(), node.target()).size();
      ColumnSums.launch(node, 1, node.output(1), part);
    }
  }
}
