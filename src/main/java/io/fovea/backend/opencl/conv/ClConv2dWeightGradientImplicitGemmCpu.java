package io.fovea.backend.opencl.conv;

import io.fovea.backend.Unsupported;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClLowering;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.matmul.RegisterTile;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weight gradient of a convolution for CPU devices: a work-item copies zero-padded bands of its
 * images to private memory and adds up products of their pixels with those of dy, and for a bias dy
 * itself. The images are split into parts, whose sums are added up afterwards.
 */
final class ClConv2dWeightGradientImplicitGemmCpu implements ClLowering {
  /** Private memory for sums, 128 KiB: with a band and its dy it stays in a core's second cache. */
  private static final int MOST_SUMS = 1 << 15;

  /**
   * Private memory for a band of dy beside one of at least 32 channels that is cached, at most 48
   * columns of it.
   */
  private static final int MOST_GRADIENTS = 1 << 16;

  /** From so many rows of the gradient on, copying dy together costs little beside its use. */
  private static final int MANY_ROWS = 64;

  @Override
  public String name() {
    return "implicit_gemm";
  }

  @Override
  public @Nullable Unsupported refusal(Node node, ClTarget target) {
    if (target.family() != KernelFamily.CPU) {
      return new Unsupported("it needs the large private memory of a CPU device");
    }
    Convolution c = Convolution.of(node);
    RegisterTile tile = tile(c, target);
    Band band = Band.of(c);
    long gradients = isPacked(c, tile) ? (long) band.rows() * c.ow() * tile.panel() : 0;
    long sums = (long) block(c, tile) * tile.panel();
    return band.refusal((gradients + sums) * Float.BYTES);
  }

  @Override
  public List<String> tiles(Node node, ClTarget target) {
    return RegisterTile.names(target, Convolution.of(node).groupOc());
  }

  @Override
  public List<Workspace> workspace(Node node, ClTarget target) {
    return ImageParts.of(node).workspace();
  }

  @Override
  public void lower(ClNode node) {
    Convolution c = Convolution.of(node.node());
    RegisterTile tile = tile(c, node.target());
    ImageParts parts = ImageParts.of(node.node());
    int block = block(c, tile);
    Extents extents = new Extents(c, Band.of(c));
    Macros room =
        extents.areArguments()
            ? Macros.of("SUMS", MOST_SUMS).with("GRADIENTS", MOST_GRADIENTS)
            : Macros.of("BLOCK", block);
    Macros macros =
        extents
            .macros()
            .with(room)
            .with(tile.macros())
            .flag("COLUMN_SUMS", parts.bias())
            .flag("PACK", isPacked(c, tile));
    ClKernel kernel =
        node.kernel("conv2d_weight_gradient_cpu.cl", "conv2d_weight_gradient_cpu", macros);
    extents
        .bind(kernel, block)
        .ints(c.n(), parts.count())
        .read(node.input(0), node.input(1))
        .write(parts.memory(node));
    if (parts.bias()) {
      kernel.write(parts.biasMemory(node));
    }
    kernel
        .global(
            (long) c.groups() * tile.panels(c.groupOc()),
            (c.patch() + block - 1) / block,
            parts.count())
        .local(1, 1, 1)
        .bind();
    parts.addUp(node);
  }

  private static RegisterTile tile(Convolution c, ClTarget target) {
    return RegisterTile.of(target, c.groupOc());
  }

  /** Rows of the gradient that a work-item computes. */
  private static int block(Convolution c, RegisterTile tile) {
    return Math.min(c.patch(), MOST_SUMS / tile.panel());
  }

  private static boolean isPacked(Convolution c, RegisterTile tile) {
    return c.groupOc() % tile.panel() != 0 || c.patch() >= MANY_ROWS;
  }
}
