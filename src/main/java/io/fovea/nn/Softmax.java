package io.fovea.nn;

import io.fovea.op.Value;
import java.util.List;

/** {@code y = exp(x) / sum of exp(x)} over the last axis: scores to probabilities. */
public record Softmax() implements Layer {
  @Override
  public boolean isActivation() {
    return true;
  }

  @Override
  public String kind() {
    return "softmax";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    return scope.emit(new io.fovea.op.Softmax(), scope.only(inputs));
  }
}
