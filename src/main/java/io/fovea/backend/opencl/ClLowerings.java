package io.fovea.backend.opencl;

import io.fovea.backend.Lowerings;

/**
 * Ops that the OpenCL backend learns, found by {@link java.util.ServiceLoader}: the built-in ones
 * and those of other jars come through this one door.
 */
@FunctionalInterface
public interface ClLowerings {
  /** Registers the ways to do each op, best first. */
  void register(Lowerings<ClLowering> lowerings);
}
