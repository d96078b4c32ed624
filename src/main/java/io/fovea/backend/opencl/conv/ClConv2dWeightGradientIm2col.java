package io.fovea.backend.opencl.conv;

import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.matmul.Multiplier;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.Product;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;

/**
 * Weight gradient of a convolution, any geometry: writes the patches into a matrix and multiplies
 * its transpose by dy, block after block of pixels going on with the same sums.
 */
final class ClConv2dWeightGradientIm2col implements ClLowering {
  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return List.of(new Im2col(Convolution.of(node)).workspace());
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    ClMemory cols = node.workspace(0);
    ClMemory dy = node.input(1);
    Im2col im2col = new Im2col(c);
    im2col.launch(
        node,
        node.input(0),
        cols,
        (first, pixels) -> {
          Product product = c.gradientProduct(pixels, im2col.row(), c.patch());
          ClMemory rows = cols.part("cols", 0, pixels * im2col.row());
          ClMemory part = dy.part(dy.name(), first * c.oc(), pixels * c.oc());
          Multiplier.launchWhole(node, product, Operands.of(rows, part), node.output(0), first > 0);
        });
  }
}
