package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.Macros;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient of a convolution with one filter per channel, in vectors of channels. The images
 * are split into parts, whose sums are added up afterwards.
 */
final class ClConv2dWeightGradientDepthwise implements ClLowering {
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
  public List<Workspace> workspace(Node node, ClTarget target) {
    return ImageParts.of(Convolution.of(node), false).workspace();
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    int vector = ClConv2dDepthwise.vector(c, node.target());
    ImageParts parts = ImageParts.of(c, false);
    Macros macros = c.macros().with("CHANNELS", c.oc()).with("VEC", vector);
    node.kernel("conv2d_depthwise_weight_gradient.cl", "conv2d_depthwise_weight_gradient", macros)
        .ints(c.n(), parts.count())
        .read(node.input(0), node.input(1))
        .write(parts.memory(node))
        .global(c.oc() / vector, (long) c.kh() * c.kw(), parts.count())
        .bind();
    parts.addUp(node);
  }
}
