package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/**
 * Normally distributed numbers, drawn again when they lie more than two deviations from the mean.
 *
 * @param deviation of the distribution before it is cut, as in Keras
 */
public record TruncatedNormal(double mean, double deviation) implements Initializer {
  private static final double LIMIT = 2;

  public TruncatedNormal {
    require(Double.isFinite(mean), "truncated normal: mean must be finite, got %s", mean);
    require(
        deviation >= 0 && deviation < Double.POSITIVE_INFINITY,
        "truncated normal: deviation must be finite and not negative, got %s",
        deviation);
  }

  @Override
  public float[] draw(Shape shape, Fan fan, Philox.Sequence random) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      double number = random.nextGaussian();
      while (Math.abs(number) > LIMIT) {
        number = random.nextGaussian();
      }
      values[i] = (float) (mean + deviation * number);
    }
    return values;
  }
}
