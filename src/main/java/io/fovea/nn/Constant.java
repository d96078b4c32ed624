package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import java.util.Arrays;

/** One number everywhere. */
public record Constant(double value) implements Initializer {
  public Constant {
    require(Double.isFinite(value), "constant: value must be finite, got %s", value);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    Arrays.fill(values, (float) value);
    return values;
  }
}
