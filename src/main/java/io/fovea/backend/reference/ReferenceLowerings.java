package io.fovea.backend.reference;

import io.fovea.backend.Lowerings;

/**
 * A set of lowerings, found by {@link java.util.ServiceLoader}: ours ({@link ReferenceOps}), and
 * those of other jars.
 */
@FunctionalInterface
public interface ReferenceLowerings {
  /** Registers how to do each op. */
  void register(Lowerings<ReferenceLowering> lowerings);
}
