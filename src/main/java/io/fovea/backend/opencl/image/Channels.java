package io.fovea.backend.opencl.image;

import io.fovea.backend.opencl.ClTarget;
import io.fovea.backend.opencl.KernelFamily;
import io.fovea.backend.opencl.WorkGroup;

/** How many channels of a pixel a work-item treats at once. */
final class Channels {
  private static final int GPU_VECTOR = 4;

  private Channels() {}

  static int vector(ClTarget target, int channels) {
    int most = target.family() == KernelFamily.CPU ? target.device().floatWidth() : GPU_VECTOR;
    return WorkGroup.vector(channels, Integer.highestOneBit(Math.min(16, most)));
  }
}
