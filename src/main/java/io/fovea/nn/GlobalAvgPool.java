package io.fovea.nn;

import io.fovea.op.AvgPool2d;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Mean of each channel over the whole image. Input {@code x [n, h, w, c]}, output {@code [n, c]}.
 */
public record GlobalAvgPool() implements Layer {
  @Override
  public String kind() {
    return "globalpool";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    Shape shape = x.shape();
    scope.require(shape.rank() == 4, "x must be images [n, h, w, c], got %s", shape);
    PoolGeometry whole = PoolGeometry.of(shape.dim(1), shape.dim(2));
    Value y = scope.emit(new AvgPool2d(whole, false), x);
    return scope.emit(new Reshape(Shape.of(shape.dim(0), shape.dim(3))), y);
  }
}
