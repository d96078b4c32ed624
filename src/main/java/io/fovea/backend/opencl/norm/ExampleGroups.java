package io.fovea.backend.opencl.norm;

import io.fovea.backend.opencl.Chunks;
import io.fovea.backend.opencl.ClKernel;
import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.Macros;
import io.fovea.backend.opencl.WorkGroup;
import io.fovea.tensor.Shape;

/**
 * The groups of channels of each example of a tensor {@code [n, .., c]}, which are normalised each
 * by a work-group on a GPU, by a work-item on a CPU device.
 *
 * @param rows examples times groups
 * @param pixels of an example
 * @param width channels of a group
 * @param group work-items of a group
 */
record ExampleGroups(int rows, int pixels, int channels, int width, int group, Chunks chunks) {
  private static final int GROUP = 256;

  static ExampleGroups of(ClTarget target, Shape x, int groups) {
    int channels = x.dim(-1);
    int pixels = (int) (x.elements() / x.dim(0) / channels);
    int elements = pixels * (channels / groups);
    boolean cpu = target.family() == KernelFamily.CPU;
    int most = Math.min(GROUP, Integer.highestOneBit(elements));
    return new ExampleGroups(
        x.dim(0) * groups,
        pixels,
        channels,
        channels / groups,
        cpu ? 1 : WorkGroup.atMost(target, most),
        Chunks.of(target, 4 * elements));
  }

  Macros macros() {
    return Macros.of("PIXELS", pixels)
        .with("CHANNELS", channels)
        .with("WIDTH", width)
        .with("GROUP", group)
        .with(chunks.macros());
  }

  /** Sets a kernel's sizes, for all groups. */
  ClKernel deal(ClKernel kernel) {
    return group == 1 ? chunks.deal(kernel, rows) : kernel.global((long) rows * group).local(group);
  }
}
