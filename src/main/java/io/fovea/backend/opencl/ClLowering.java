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
  /** Why this way cannot do the node on the target, or null if it can. */
  default @Nullable Unsupported refusal(Node node, ClTarget target) {
    return null;
  }

  /** Scratch memory that it needs beside the node's outputs; {@link ClNode#workspace} gives it. */
  default List<Workspace> workspace(Node node, ClTarget target) {
    return List.of();
  }

  /** Makes the node's launches, in their order: each kernel that is bound becomes one. */
  void lower(ClNode node);
}
