package io.fovea.backend.opencl;

/**
 * What kernels are chosen for.
 *
 * @param device the device's limits
 * @param family the style of kernels that it runs
 */
public record ClTarget(ClDeviceInfo device, KernelFamily family) {}
