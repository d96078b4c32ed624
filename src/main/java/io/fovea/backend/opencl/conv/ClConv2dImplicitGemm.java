package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.LocalProduct;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.Product;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and its data gradient as a product in tiles of local memory, whose left factor, the
 * patches, is read from the image as it is needed and never written down.
 */
final class ClConv2dImplicitGemm implements ClLowering {
  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return target.family() == KernelFamily.CPU
        ? new Unsupported("its tiles in local memory are slow on a CPU device")
        : LocalProduct.refusal(target);
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    List<Workspace> workspaces = new ArrayList<>();
    workspaces.add(weights(c).workspace());
    workspaces.addAll(LocalProduct.workspace(product(c)));
    return workspaces;
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Operands operands = Operands.of(node, c.epilogue());
    weights(c).launch(node, operands.w(), node.workspace(0));
    operands = operands.with(operands.a(), node.workspace(0));
    Macros patches = c.macros().flag("PATCHES", true);
    LocalProduct.launch(node, product(c), patches, operands, node.output(0), 1);
  }

  /** Of the image itself: a group's channels lie beside those of the group before. */
  private static Product product(Convolution c) {
    return c.product(c.pixels(), c.ic(), c.groupIc());
  }

  /** A matrix for each group. */
  private static PackedWeights weights(Convolution c) {
    return new PackedWeights(c, c.groupOc());
  }
}
