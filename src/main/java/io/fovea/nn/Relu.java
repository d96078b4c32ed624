package io.fovea.nn;

import io.fovea.op.Value;
import java.util.List;

/** Rectified linear unit, {@code y = x < 0 ? 0 : x}; any shape. */
public record Relu() implements Layer {
  @Override
  public boolean isActivation() {
    return true;
  }

  @Override
  public String kind() {
    return "relu";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    return scope.emit(new io.fovea.op.Relu(), scope.only(inputs));
  }
}
