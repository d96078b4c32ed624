package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.tensor.Shape;

/**
 * How work that depends on the channel is dealt out: a work-item keeps what belongs to its {@code
 * vector} channels and treats {@code itemRows} rows with it.
 */
record ChannelRows(int rows, int channels, int vector, int itemRows, int group) {
  static ChannelRows of(ClTarget target, Shape x) {
    int channels = x.dim(-1);
    int rows = (int) (x.elements() / channels);
    return target.family() == KernelFamily.CPU
        ? new ChannelRows(rows, channels, WorkGroup.vector(channels, 16), 64, 1)
        : new ChannelRows(
            rows, channels, WorkGroup.vector(channels, 4), 8, WorkGroup.atMost(target, 256));
  }

  Macros macros() {
    return Macros.of("VEC", vector);
  }

  /** Gives a kernel its first arguments: rows, channels and the rows of a work-item. */
  ClKernel bind(ClKernel kernel) {
    return kernel.ints(rows, channels, itemRows);
  }

  /** Sets a kernel's sizes, for all rows. */
  ClKernel deal(ClKernel kernel) {
    long items = (long) (channels / vector) * ((rows + itemRows - 1) / itemRows);
    return kernel.global(WorkGroup.covering(items, group)).local(group);
  }
}
