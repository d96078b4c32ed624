package io.fovea.backend.opencl;

import io.fovea.backend.Lowering;
import io.fovea.backend.Unsupported;
import io.fovea.graph.Node;
import io.fovea.graph.pass.MemoryPlan.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to do an op with OpenCL kernels. Immutable, and used by several threads at once.
 *
 * <p>The order of k, split counts and all else that decides a bit of the result depends on the node
 * and the target alone.
 */
public interface ClLowering extends Lowering {
  /** Whether this way is one of that family of kernels at all. */
  default boolean suits(KernelFamily family) {
    return true;
  }

  /** Why this way cannot do the node on the target, or null if it can. */
  default @Nullable Unsupported refusal(Node node, ClTarget target) {
    return null;
  }

  /**
   * Why this way, though it can do the node on the target, should leave it to those behind it in
   * the list, or null where it pays. Only a way that is forced is not asked.
   */
  default @Nullable Unsupported reluctance(Node node, ClTarget target) {
    return null;
  }

  /**
   * Names of the tiles, or the like, in which it can do the node on the target, best first: the
   * first is the one that it takes where the target names none, by {@link ClTarget#pick}. They
   * change no bit of the result. Empty where there is nothing to choose.
   */
  default List<String> tiles(Node node, ClTarget target) {
    return List.of();
  }

  /** Scratch memory that it needs beside the node's outputs; {@link ClNode#workspace} gives it. */
  default List<Workspace> workspace(Node node, ClTarget target) {
    return List.of();
  }

  /** Makes the node's launches, in their order: each kernel that is bound becomes one. */
  void lower(ClNode node);
}
