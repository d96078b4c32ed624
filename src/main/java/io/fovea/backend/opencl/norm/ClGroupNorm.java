package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.GroupNorm;

/** {@code y = gamma * (x - mean) / sqrt(variance + epsilon) + beta} by example and group. */
final class ClGroupNorm implements ClLowering {
  @Override
  public String name() {
    return "by_group";
  }

  @Override
  public void lower(ClNode node) {
    GroupNorm op = (GroupNorm) node.node().op();
    ExampleGroups groups =
        ExampleGroups.of(node.target(), node.node().inputTypes().get(0).shape(), op.groups());
    var kernel = node.kernel("group_norm.cl", "group_norm", groups.macros());
    kernel
        .ints(groups.rows())
        .floats((float) op.epsilon())
        .read(node.input(0), node.input(1), node.input(2))
        .write(node.output(0), node.output(1), node.output(2));
    groups.deal(kernel).bind();
  }
}
