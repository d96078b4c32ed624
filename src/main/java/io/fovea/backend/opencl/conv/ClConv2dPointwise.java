package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.matmul.Multiplier;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.Product;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.op.Conv2dWeightGradient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by 1 x 1 kernels, its data gradient and its weight gradient: products of matrices
 * that lie in memory as they are.
 */
final class ClConv2dPointwise implements ClLowering {
  @Override
  public String name() {
    return "pointwise";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return Convolution.of(node).isPointwise()
        ? null
        : new Unsupported("it needs a 1 x 1 kernel, stride 1, no padding and one group");
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    return Multiplier.tiles(target, product(node, Convolution.of(node)));
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return Multiplier.workspace(target, product(node, Convolution.of(node)));
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Operands operands = Operands.of(node, c.epilogue());
    Multiplier.launch(node, product(node.node(), c), operands, node.output(0), 0);
  }

  private static Product product(Node node, Convolution c) {
    int each = c.oh() * c.ow();
    if (node.op() instanceof Conv2dWeightGradient) {
      return Product.of(c.ic(), c.oc(), c.pixels(), true, false, each);
    }
    return Product.of(c.pixels(), c.oc(), c.ic(), false, c.flipped(), each);
  }
}
