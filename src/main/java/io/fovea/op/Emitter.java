package io.fovea.op;

import java.util.List;

/** Somewhere to add nodes to: a graph under construction. */
public interface Emitter {
  /** Adds a node and returns all its outputs. */
  List<Value> emitAll(Op op, List<Value> inputs);

  /** Adds a node and returns its first output. */
  default Value emit(Op op, Value... inputs) {
    return emitAll(op, List.of(inputs)).get(0);
  }
}
