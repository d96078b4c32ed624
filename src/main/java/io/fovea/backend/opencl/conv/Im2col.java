package io.fovea.backend.opencl.conv;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;

/**
 * Launches {@code conv2d_im2col.cl}: writes patches into rows of a matrix {@code [pixels, groups,
 * patch]}, a block of output pixels at a time.
 */
record Im2col(Convolution convolution) {
  /** Bounds the workspace; the number of launches grows as it falls. */
  private static final long MOST_ELEMENTS = 1 << 23;

  private static final int GPU_VECTOR = 4;
  private static final int CPU_VECTOR = 16;

  /** What is done with a block of patches. */
  interface BlockTaker {
    /** Takes the patches of {@code pixels} output pixels from {@code first} on. */
    void take(int first, int pixels);
  }

  /** Elements of a row. */
  int row() {
    return convolution.groups() * convolution.patch();
  }

  private int blockPixels() {
    return (int) Math.max(1, Math.min(MOST_ELEMENTS / row(), convolution.pixels()));
  }

  /** Room for a block. */
  Workspace workspace() {
    return new Workspace(DType.F32, (long) blockPixels() * row());
  }

  /** Writes block after block into {@code cols}, having each taken before the next is written. */
  void launch(ClNode node, ClMemory x, ClMemory cols, BlockTaker taker) {
    boolean cpu = node.target().family() == KernelFamily.CPU;
    int vector = WorkGroup.vector(convolution.groupIc(), cpu ? CPU_VECTOR : GPU_VECTOR);
    Chunks chunks = Chunks.of(node.target(), vector);
    var macros = convolution.macros().with("VEC", vector).with(chunks.macros());
    for (int first = 0; first < convolution.pixels(); first += blockPixels()) {
      int pixels = Math.min(blockPixels(), convolution.pixels() - first);
      int elements = pixels * row();
      ClKernel kernel = node.kernel("conv2d_im2col.cl", "conv2d_im2col", macros);
      kernel.ints(first, pixels).read(x).write(cols.part("cols", 0, elements));
      chunks.deal(kernel, elements / vector).bind();
      taker.take(first, pixels);
    }
  }
}
