package io.fovea.backend.opencl.conv;

import io.fovea.backend.opencl.ClMemory;
import io.fovea.backend.opencl.ClNode;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import io.fovea.tensor.DType;

/**
 * Launches {@code conv2d_pack_weights.cl}: rearranges weights into one matrix for each panel of
 * {@code columns} output channels of each group, and flips them where a data gradient needs it.
 */
record PackedWeights(Convolution convolution, int columns) {
  private static final int GPU_GROUP = 64;
  private static final int CPU_ROWS = 64;

  private int panels() {
    return (convolution.groupOc() + columns - 1) / columns;
  }

  private long matrices() {
    return (long) convolution.groups() * panels();
  }

  /** Room for the result. */
  Workspace workspace() {
    return new Workspace(DType.F32, matrices() * convolution.patch() * columns);
  }

  void launch(ClNode node, ClMemory w, ClMemory packed) {
    Convolution c = convolution;
    boolean cpu = node.target().family() == KernelFamily.CPU;
    int rows = cpu ? CPU_ROWS : 1;
    int group = cpu ? 1 : WorkGroup.atMost(node.target(), GPU_GROUP);
    node.kernel("conv2d_pack_weights.cl", "conv2d_pack_weights", Macros.none())
        .ints(c.kh() * c.kw(), c.ic(), c.oc(), c.groups())
        .ints(columns, c.flipped() ? 1 : 0, rows)
        .read(w)
        .write(packed)
        .global(
            cpu ? 1 : WorkGroup.covering(columns, group), (c.patch() + rows - 1) / rows, matrices())
        .local(group, 1, 1)
        .bind();
  }
}
