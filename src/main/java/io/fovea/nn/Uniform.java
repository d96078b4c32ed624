package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/** Numbers spread evenly over {@code [low, high)}. */
public record Uniform(double low, double high) implements Initializer {
  public Uniform {
    require(
        Double.isFinite(low) && Double.isFinite(high) && low <= high,
        "uniform: low and high must be finite, and low must not exceed high, got %s and %s",
        low,
        high);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return values;
  }
}
