package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/** Normally distributed numbers. */
public record Normal(double mean, double deviation) implements Initializer {
  public Normal {
    require(Double.isFinite(mean), "normal: mean must be finite, got %s", mean);
    require(
        deviation >= 0 && deviation < Double.POSITIVE_INFINITY,
        "normal: deviation must be finite and not negative, got %s",
        deviation);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }
}
