package io.fovea.backend.opencl;

/** The styles in which kernels are written, one per class of device. */
public enum KernelFamily {
  /** Work-groups, local memory and barriers: any GPU, and every other device, slowly. */
  PORTABLE,
  /**
   * No barriers, no local memory, work-groups of one, explicit float16 register tiles: devices that
   * run a work-group as a loop on a processor core, such as PoCL.
   */
  CPU;

  /** Forces a family by name: {@code -Dfovea.opencl.family=portable}. */
  static final String PROPERTY = "fovea.opencl.family";
}
