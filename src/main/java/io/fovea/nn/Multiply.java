package io.fovea.nn;

import io.fovea.op.Axis;
import io.fovea.op.Resample2d;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * The product of two or more inputs, element by element. All have the shape of the first, {@code
 * [n, ..]}; beside images {@code [n, h, w, c]} a later one may be {@code [n, 1, 1, c]}, one factor
 * for each channel of each image.
 */
public record Multiply() implements Layer {
  /** The product of signals. */
  public static Signal of(Signal... inputs) {
    return new Multiply().on(inputs);
  }

  @Override
  public String kind() {
    return "multiply";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    scope.require(inputs.size() >= 2, "takes 2 inputs or more, got %d", inputs.size());
    Value product = inputs.get(0);
    for (Value x : inputs.subList(1, inputs.size())) {
      product = scope.emit(new io.fovea.op.Multiply(), product, stretched(scope, x, product));
    }
    return product;
  }

  private static Value stretched(Scope scope, Value x, Value to) {
    Shape images = to.shape();
    boolean isPixel = images.rank() == 4 && x.shape().equals(images.with(1, 1).with(2, 1));
    if (!isPixel || x.shape().equals(images)) {
      return x;
    }
    Axis rows = Axis.repeat(1, images.dim(1));
    return scope.emit(new Resample2d(rows, Axis.repeat(1, images.dim(2))), x);
  }
}
