package io.fovea.nn;

import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * The same elements in the same order under another shape.
 *
 * @param item shape of one example, without the batch
 */
public record Reshape(Shape item) implements Layer {
  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    return scope.emit(new io.fovea.op.Reshape(item.batched(x.shape().dim(0))), x);
  }
}
