package io.fovea.nn;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;

/** The distributions that scaled initialisers draw from. */
public enum Distribution {
  /** The bell curve. */
  NORMAL {
    @Override
    double draw(Philox.Sequence random) {
      return random.nextGaussian();
    }
  },
  /** Even between two bounds. */
  UNIFORM {
    @Override
    double draw(Philox.Sequence random) {
      return (2 * random.nextDouble() - 1) * SQRT_3;
    }
  };

  private static final double SQRT_3 = StrictMath.sqrt(3);

  /** A number of mean 0 and variance 1. */
  abstract double draw(Philox.Sequence random);

  /** As many numbers of mean 0 and the given standard deviation as the shape has elements. */
  float[] draw(Shape shape, double deviation, Philox.Sequence random) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * draw(random));
    }
    return values;
  }
}
