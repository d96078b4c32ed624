package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.graph.Node;
import org.jspecify.annotations.Nullable;

/** Convolution with one filter per channel, and its data gradient, in vectors of channels. */
final class ClConv2dDepthwise implements ClLowering {
  private static final int GPU_VECTOR = 4;

  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return Convolution.of(node).isDepthwise()
        ? null
        : new Unsupported("it needs as many groups as input and output channels");
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    int vector = vector(c, node.target());
    Chunks chunks = Chunks.of(node.target(), vector * c.patch());
    Operands operands = Operands.of(node, c.epilogue());
    Macros macros =
        c.macros()
            .with("CHANNELS", c.oc())
            .with("VEC", vector)
            .with(chunks.macros())
            .flag("FLIP", c.flipped());
    ClKernel kernel = node.kernel("conv2d_depthwise.cl", "conv2d_depthwise", macros);
    operands.bindEpilogue(kernel.ints(c.n()));
    operands.bindInputs(kernel).write(node.output(0));
    chunks.deal(kernel, node.output(0).length() / vector).bind();
  }

  /** Channels that a work-item treats at once. */
  static int vector(Convolution c, ClTarget target) {
    int width = Math.min(16, Integer.highestOneBit(target.device().floatWidth()));
    return WorkGroup.vector(c.oc(), target.family() == KernelFamily.CPU ? width : GPU_VECTOR);
  }
}
