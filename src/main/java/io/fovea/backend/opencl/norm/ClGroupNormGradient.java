package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.op.GroupNormGradient;

/** {@code dx = scale * (g - mean of g - z * mean of (g * z)), terms = dy * z}. */
final class ClGroupNormGradient implements ClLowering {
  @Override
  public String name() {
    return "by_group";
  }

  @Override
  public void lower(ClNode node) {
    GroupNormGradient op = (GroupNormGradient) node.node().op();
    ExampleGroups groups =
        ExampleGroups.of(node.target(), node.node().inputTypes().get(0).shape(), op.groups());
    var kernel = node.kernel("group_norm.cl", "group_norm_gradient", groups.macros());
    kernel
        .ints(groups.rows())
        .read(node.input(0), node.input(1), node.input(2), node.input(3), node.input(4))
        .write(node.output(0), node.output(1));
    groups.deal(kernel).bind();
  }
}
