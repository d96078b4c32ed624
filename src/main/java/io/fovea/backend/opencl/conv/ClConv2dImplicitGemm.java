package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.matmul.LocalProduct;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and its data gradient as a product in tiles of local memory, whose left factor, the
 * patches, is read from the image as it is needed and never written down. The weights are read as
 * they lie in memory, those of the data gradient in reverse.
 */
final class ClConv2dImplicitGemm implements ClLowering {
  /** Sets of outputs with taps of their own, each of them work-groups of its own. */
  private static final long MOST_PHASES = 1024;

  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    if (target.family() == KernelFamily.CPU) {
      return new Unsupported("its tiles in local memory are slow on a CPU device");
    }
    Convolution c = Convolution.of(node);
    if ((long) c.upsampleH() * c.upsampleW() > MOST_PHASES) {
      return new Unsupported("strides must leave " + MOST_PHASES + " phases at most");
    }
    long reach =
        Math.max((long) c.dilationH() * c.upsampleH(), (long) c.dilationW() * c.upsampleW());
    return reach > Integer.MAX_VALUE
        ? new Unsupported("dilation times stride exceeds 2^31 - 1")
        : LocalProduct.refusal(target, c.product());
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    return LocalProduct.tiles(target, c.product(), c.patches(false));
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    return LocalProduct.workspace(c.product(), c.patches(false));
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    Operands operands = Operands.of(node, c.epilogue());
    LocalProduct.launch(node, c.product(), c.patches(false), operands, node.output(0), 0);
  }
}
