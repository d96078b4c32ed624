package io.fovea.backend.opencl;

import io.fovea.backend.Lowerings;
import java.util.ServiceLoader;

/**
 * Ops that the OpenCL backend learns, found by {@link java.util.ServiceLoader}: the built-in ones
 * and those of other jars come through this one door.
 */
@FunctionalInterface
public interface ClLowerings {
  /** Registers the ways to do each op, best first. */
  void register(Lowerings<ClLowering> lowerings);

  /** The ways that a family of kernels has, those of other jars included. */
  static Lowerings<ClLowering> of(KernelFamily family) {
    Lowerings<ClLowering> lowerings = new Lowerings<>("opencl", way -> way.suits(family));
    for (ClLowerings provider :
        ServiceLoader.load(ClLowerings.class, ClLowerings.class.getClassLoader())) {
      provider.register(lowerings);
    }
    return lowerings;
  }
}
