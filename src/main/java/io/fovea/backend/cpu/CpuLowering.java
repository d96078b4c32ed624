package io.fovea.backend.cpu;

import io.fovea.backend.Lowering;
import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * One way to do an op on the CPU. Immutable, and used by several threads at once.
 *
 * <p>Everything that decides a bit of the result, such as the order and the splitting of sums,
 * depends on the node and on the set of inner loops, not on the number of threads.
 */
@FunctionalInterface
public interface CpuLowering extends Lowering {
  /** Most ops are done in one way only, and that has this name. */
  @Override
  default String name() {
    return "loops";
  }

  /** Why this way cannot do the node, or null if it can. */
  default @Nullable Unsupported refusal(Node node) {
    return null;
  }

  /**
   * Why this way, though it can do the node, should leave it to those behind it in the list, or
   * null where it pays. Only a way that is forced is not asked.
   */
  default @Nullable Unsupported reluctance(Node node) {
    return null;
  }

  /**
   * Decides everything that can be decided, and returns what is left to do at every run. A node may
   * be lowered twice, with two sets of loops that compute the same, and the steps run by turns:
   * what is to last from run to run belongs into memory that the node gives.
   */
  CpuStep lower(CpuNode node);
}
