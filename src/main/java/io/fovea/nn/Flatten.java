package io.fovea.nn;

import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/** Each example as one row. Input {@code x [n, ..]}, output {@code [n, elements]}. */
public record Flatten() implements Layer {
  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    Shape item = x.shape().item();
    scope.require(item.elements() <= Integer.MAX_VALUE, "x %s has too long rows", x.shape());
    Shape rows = Shape.of(x.shape().dim(0), (int) item.elements());
    return rows.equals(x.shape()) ? x : scope.emit(new io.fovea.op.Reshape(rows), x);
  }
}
