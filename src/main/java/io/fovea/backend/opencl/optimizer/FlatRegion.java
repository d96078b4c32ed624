package io.fovea.backend.opencl.optimizer;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.op.FlatUpdate;

/**
 * How a step over a flat region is dealt out: a work-group treats {@code groupBlocks} blocks of
 * {@link FlatUpdate#BLOCK} elements, which share a rate and a decay.
 */
record FlatRegion(int blocks, int groupBlocks, int group) {
  static FlatRegion of(ClTarget target, int elements) {
    int blocks = elements / FlatUpdate.BLOCK;
    return target.family() == KernelFamily.CPU
        ? new FlatRegion(blocks, 32, 1)
        : new FlatRegion(blocks, 1, WorkGroup.atMost(target, FlatUpdate.BLOCK));
  }

  Macros macros() {
    return Macros.of("CHUNK", groupBlocks == 1 ? 1 : 0).with("GROUP", group);
  }

  /** Sets a kernel's sizes, for all blocks. */
  ClKernel deal(ClKernel kernel) {
    long groups = ((long) blocks + groupBlocks - 1) / groupBlocks;
    return kernel.global(groups * group).local(group);
  }
}
