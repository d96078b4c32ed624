package io.fovea.nn;

import io.fovea.op.Value;
import java.util.List;

/** The logarithm of softmax over the last axis, without taking that of zero. */
public record LogSoftmax() implements Layer {
  @Override
  public boolean isActivation() {
    return true;
  }

  @Override
  public String kind() {
    return "log_softmax";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    return scope.emit(new io.fovea.op.LogSoftmax(), scope.only(inputs));
  }
}
