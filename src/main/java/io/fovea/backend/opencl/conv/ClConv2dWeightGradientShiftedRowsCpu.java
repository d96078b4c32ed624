package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient of a convolution to few channels, for CPU devices: one pixel meets all pixels of
 * a row of dy to which it gave at once. A work-item adds up some images for some input channels,
 * and for a bias dy itself; the parts' sums are added up afterwards.
 */
final class ClConv2dWeightGradientShiftedRowsCpu implements ClLowering {
  private static final String NAME = "conv2d_weight_gradient_shifted_rows_cpu";

  @Override
  public String name() {
    return "shifted_rows";
  }

  @Override
  public boolean suits(KernelFamily family) {
    return family == KernelFamily.CPU;
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return ShiftedRows.ofWeightGradient(Convolution.of(node), target).refusal();
  }

  @Override
  public @Nullable Unsupported reluctance(Node node, ClTarget target) {
    return ShiftedRows.ofWeightGradient(Convolution.of(node), target).reluctance(target);
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return ImageParts.of(node).workspace();
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    ImageParts parts = ImageParts.of(node.node());
    ShiftedRows rows = ShiftedRows.ofWeightGradient(c, node.target());
    int channels = rows.blockChannels();
    Macros macros = rows.macros().with("CHANNELS", channels).flag("COLUMN_SUMS", parts.bias());
    ClKernel kernel = node.kernel(NAME + ".cl", NAME, macros);
    kernel.ints(c.n(), parts.count()).read(node.input(0), node.input(1)).write(parts.memory(node));
    if (parts.bias()) {
      kernel.write(parts.biasMemory(node));
    }
    kernel.global((c.ic() + channels - 1) / channels, parts.count(), 1).local(1, 1, 1).bind();
    parts.addUp(node);
  }
}
