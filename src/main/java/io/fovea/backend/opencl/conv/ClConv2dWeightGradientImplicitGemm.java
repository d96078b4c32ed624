package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.matmul.LocalProduct;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.Product;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient of a convolution as a product in tiles of local memory, of the transposed
 * patches, read from the image as they are needed, by dy. The sums over all pixels are split into
 * parts.
 */
final class ClConv2dWeightGradientImplicitGemm implements ClLowering {
  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return target.family() == KernelFamily.CPU
        ? new Unsupported("its tiles in local memory are slow on a CPU device")
        : LocalProduct.refusal(target, product(Convolution.of(node)));
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    return LocalProduct.tiles(target, product(c), c.patches(true));
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    return LocalProduct.workspace(product(c), c.patches(true));
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Operands operands = Operands.of(node, c.epilogue());
    LocalProduct.launch(node, product(c), c.patches(true), operands, node.output(0), 0);
  }

  private static Product product(Convolution c) {
    return c.gradientProduct(c.pixels(), c.ic(), c.groupIc());
  }
}
