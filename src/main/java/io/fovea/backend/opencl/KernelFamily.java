package io.fovea.backend.opencl;

import io.fovea.backend.Precision;

/** The styles in which kernels are written, one per class of device. */
public enum KernelFamily {
  /** As {@link #PORTABLE}, with the matrix units of NVIDIA where products may be rounded. */
  NVIDIA,
  /** Work-groups, local memory and barriers: any GPU, and every other device, slowly. */
  PORTABLE,
  /**
   * No barriers, no local memory, work-groups of one, explicit float16 register tiles: devices that
   * run a work-group as a loop on a processor core, such as PoCL.
   */
  CPU,
  /**
   * As {@link #NVIDIA}, its matrix units emulated in OpenCL C, very slowly: for tests on any
   * device. It is never chosen, only forced.
   */
  NVIDIA_EMULATED;

  /** Forces a family by name: {@code -Dfovea.opencl.family=portable}. */
  static final String PROPERTY = "fovea.opencl.family";

  /** Whether it multiplies factors that are rounded. */
  boolean hasMatrixUnits() {
    return this == NVIDIA || this == NVIDIA_EMULATED;
  }

  /** What {@code mma.cl} needs to know of this; nothing where no factor is rounded. */
  public Macros units(Precision precision) {
    return Macros.none()
        .flag("MMA_TF32", precision == Precision.TF32)
        .flag("MMA_BF16", precision == Precision.BF16)
        .flag("MMA_EMULATED", this == NVIDIA_EMULATED && precision != Precision.FP32);
  }
}
