package io.fovea.nn;

import io.fovea.op.Value;
import java.util.List;

/** The sum of two or more inputs of one shape, element by element. */
public record Add() implements Layer {
  /** The sum of signals. */
  public static Signal of(Signal... inputs) {
    return new Add().on(inputs);
  }

  @Override
  public String kind() {
    return "add";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    scope.require(inputs.size() >= 2, "takes 2 inputs or more, got %d", inputs.size());
    Value sum = inputs.get(0);
    for (Value x : inputs.subList(1, inputs.size())) {
      sum = scope.emit(new io.fovea.op.Add(), sum, x);
    }
    return sum;
  }
}
