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
 * Convolution and its data gradient, any geometry: writes the patches into a matrix and multiplies
 * it by the weights.
 */
final class ClConv2dIm2col implements ClLowering {
  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    return List.of(new Im2col(c).workspace(), weights(c).workspace());
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Operands operands = Operands.of(node, c.epilogue());
    ClMemory cols = node.workspace(0);
    ClMemory packed = node.workspace(1);
    ClMemory y = node.output(0);
    weights(c).launch(node, operands.w(), packed);
    Im2col im2col = new Im2col(c);
    im2col.launch(
        node,
        operands.a(),
        cols,
        (first, pixels) -> {
          Product product = c.product(pixels, im2col.row(), c.patch());
          ClMemory rows = cols.part("cols", 0, pixels * im2col.row());
          int from = first * c.oc();
          ClMemory part = y.part(y.name(), from, pixels * c.oc());
          Operands own = operands.with(rows, packed).ofPart(from, part.length());
          Multiplier.launchWhole(node, product, own, part, false);
        });
  }

  /** A matrix for each group. */
  private static PackedWeights weights(Convolution c) {
    return new PackedWeights(c, c.groupOc());
  }
}
