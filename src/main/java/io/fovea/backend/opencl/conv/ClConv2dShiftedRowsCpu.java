package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.Operands;
import io.fovea.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and its data gradient to few channels, for CPU devices: one pixel gives to all pixels
 * of a row that it reaches at once. A work-item computes some rows of some images.
 */
final class ClConv2dShiftedRowsCpu implements ClLowering {
  private static final int ITEMS_PER_CORE = 4;

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
    return ShiftedRows.ofConvolution(Convolution.of(node), target).refusal();
  }

  @Override
  public @Nullable Unsupported reluctance(Node node, ClTarget target) {
    return ShiftedRows.ofConvolution(Convolution.of(node), target).reluctance(target);
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    ShiftedRows rows = ShiftedRows.ofConvolution(c, node.target());
    Operands operands = Operands.of(node, c.epilogue());
    int wanted = ITEMS_PER_CORE * node.target().device().computeUnits();
    int blocks = Math.min(c.n(), wanted);
    int bands = Math.min(c.oh(), (wanted + blocks - 1) / blocks);
    Macros macros = rows.macros().flag("FLIP", c.flipped());
    ClKernel kernel = node.kernel("conv2d_shifted_rows_cpu.cl", "conv2d_shifted_rows_cpu", macros);
    operands.bindEpilogue(kernel.ints(c.n()));
    operands
        .bindInputs(kernel)
        .write(node.output(0))
        .global(bands, blocks, 1)
        .local(1, 1, 1)
        .bind();
  }
}
