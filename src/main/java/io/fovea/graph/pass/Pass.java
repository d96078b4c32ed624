package io.fovea.graph.pass;

import io.fovea.graph.Graph;

/** A rewriting of a graph that keeps what it computes. */
public interface Pass {
  /** The name by which the pass is switched off. */
  String name();

  Graph apply(Graph graph);
}
