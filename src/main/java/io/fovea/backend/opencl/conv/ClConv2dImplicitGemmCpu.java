package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClDeviceInfo;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.backend.opencl.matmul.RegisterTile;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and its data gradient for CPU devices: a work-item copies a zero-padded band of its
 * image to private memory and multiplies its patches, where they lie, by panels of weights.
 */
final class ClConv2dImplicitGemmCpu implements ClLowering {
  private static final int ITEMS_PER_CORE = 4;

  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    return target.family() == KernelFamily.CPU
        ? Band.of(Convolution.of(node)).refusal(0)
        : new Unsupported("it needs the large private memory of a CPU device");
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    return RegisterTile.names(target, Convolution.of(node).groupOc());
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    Convolution c = Convolution.of(node);
    return List.of(weights(c, tile(c, target)).workspace());
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    ClDeviceInfo device = node.target().device();
    RegisterTile tile = tile(c, node.target());
    Band band = Band.of(c);
    Operands operands = Operands.of(node, c.epilogue());
    ClMemory packed = node.workspace(0);
    weights(c, tile).launch(node, operands.w(), packed);

    // Panels share a band; where there are few bands they are dealt out, too.
    int panels = tile.panels(c.groupOc());
    long bands = (long) band.count() * c.groups() * c.n();
    long wanted = (long) ITEMS_PER_CORE * device.computeUnits();
    int blocks = (int) Math.min(panels, (wanted + bands - 1) / bands);
    int blockPanels = (panels + blocks - 1) / blocks;
    Extents extents = new Extents(c, band);
    Macros macros = extents.macros().with(tile.macros());
    ClKernel kernel =
        node.kernel("conv2d_implicit_gemm_cpu.cl", "conv2d_implicit_gemm_cpu", macros);
    operands.bindEpilogue(extents.bind(kernel).ints(blockPanels));
    operands
        .with(operands.a(), packed)
        .bindInputs(kernel)
        .write(node.output(0))
        .global(band.count(), (long) c.groups() * ((panels + blockPanels - 1) / blockPanels), c.n())
        .local(1, 1, 1)
        .bind();
  }

  private static RegisterTile tile(Convolution c, ClTarget target) {
    return RegisterTile.of(target, c.groupOc());
  }

  private static PackedWeights weights(Convolution c, RegisterTile tile) {
    return new PackedWeights(c, tile.panel());
  }
}
