package io.fovea.nn;

import io.fovea.op.Activate;
import io.fovea.op.Value;
import java.util.List;

/** A layer that applies one function to every element, whatever the shape. */
interface ElementwiseLayer extends Layer {
  /** What it does to an element. */
  Activate op();

  @Override
  default boolean isActivation() {
    return true;
  }

  @Override
  default Value build(Scope scope, List<Value> inputs) {
    return scope.emit(op(), scope.only(inputs));
  }
}
