package io.fovea.backend.cpu;

import io.fovea.backend.Lowerings;

/**
 * Ops that this backend learns, found by {@link java.util.ServiceLoader}: the built-in ones and
 * those of other jars come through this one door.
 */
@FunctionalInterface
public interface CpuLowerings {
  /** Adds the ops. */
  void register(Lowerings<CpuLowering> lowerings);
}
