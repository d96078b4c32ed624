package io.fovea.check;

import static io.fovea.check.Bound.DIVISION;
import static io.fovea.check.Bound.gamma;

import io.fovea.op.AffineField;
import io.fovea.op.RandomUniform;
import io.fovea.op.Warp2d;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Bounds of the ops that change images at random. */
final class ImageBounds {
  /** Roundings that {@code sin} or {@code cos} count for: 4 ulp in OpenCL C. */
  private static final int SINE = 8;

  private ImageBounds() {}

  /** {@code low} and the range are rounded; then a product and a sum. */
  static List<double[]> uniform(RandomUniform op, Sample sample) {
    double[] bound = new double[sample.expected().get(0).length()];
    boolean isExact = op.low() == 0 && op.high() == 1;
    Arrays.fill(bound, isExact ? 0 : gamma(3) * (Math.abs(op.low()) + op.high() - op.low()));
    return List.of(bound);
  }

  /**
   * Each term of a position, {@code p cos t / s}, has the error of the function, of the scale (its
   * attribute, a product, a sum), of the quotient, a product and two sums. The angle, an attribute
   * rounded and multiplied, is off by {@code gamma(2)} of itself; what that does to the position is
   * at most that angle times the other term. Distances from the centre are exact.
   */
  static List<double[]> affine(AffineField op, Sample sample) {
    Tensor u = sample.input(0);
    double[] bound = new double[sample.expected().get(0).length()];
    boolean isExact = op.degrees() == 0 && op.scale() == 0;
    for (int pixel = 0; pixel < bound.length / 2 && !isExact; pixel++) {
      int at = pixel / (op.h() * op.w()) * AffineField.DRAWS;
      double angle = op.radians() * (2 * u.get(at + 2) - 1);
      double scale = 1 + op.scale() * (2 * u.get(at + 3) - 1);
      double p = Math.abs(pixel / op.w() % op.h() - 0.5 * (op.h() - 1) - shift(u, at, op.shiftH()));
      double q = Math.abs(pixel % op.w() - 0.5 * (op.w() - 1) - shift(u, at + 1, op.shiftW()));
      double cos = Math.abs(Math.cos(angle)) / scale;
      double sin = Math.abs(Math.sin(angle)) / scale;
      double relative = gamma(SINE + DIVISION + 3) + gamma(3) * (1 + op.scale()) / scale;
      double turned = gamma(2) * Math.abs(angle);
      bound[2 * pixel] =
          relative * (p * cos + q * sin)
              + turned * (p * sin + q * cos)
              + gamma(1) * 0.5 * (op.h() - 1);
      bound[2 * pixel + 1] =
          relative * (q * cos + p * sin)
              + turned * (q * sin + p * cos)
              + gamma(1) * 0.5 * (op.w() - 1);
    }
    return List.of(bound);
  }

  private static int shift(Tensor u, int at, int most) {
    return RandomUniform.choice(u.get(at), 2 * most + 1) - most;
  }

  /**
   * The distance to a pixel is exact, that to the next a difference: so along each axis a weight, a
   * product and a sum, of the magnitudes of pixels and fill.
   */
  static List<double[]> warp(Warp2d op, Sample sample) {
    List<Float> fill = op.fill().stream().map(Math::abs).toList();
    Warp2d magnitudes = new Warp2d(op.outside(), fill);
    Tensor sums =
        new Sample(sample.reference(), magnitudes, sample.inputs(), sample.expected())
            .withInput(0, Math::abs)
            .get(0);
    double[] bound = new double[sums.length()];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = gamma(6) * sums.get(i);
    }
    return List.of(bound);
  }
}
