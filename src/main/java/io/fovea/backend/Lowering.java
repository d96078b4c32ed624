package io.fovea.backend;

import io.fovea.graph.Node;
import org.jspecify.annotations.Nullable;

/** One way to do an op on a backend, named by its idea: {@code implicit_gemm}, {@code im2col}. */
public interface Lowering {
  String name();

  /**
   * Why this way, though it can do the node, should leave it to those behind it in the list, or
   * null where it pays. Only a way that is forced is not asked.
   */
  default @Nullable Unsupported reluctance(Node node) {
    return null;
  }
}
