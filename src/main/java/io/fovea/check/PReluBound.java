package io.fovea.check;

import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * The bound of sums to which PReLU is applied as they are stored: as far as it takes apart the ends
 * of the range in which a rounded sum lies, and the rounding of its product. Algorithms amplify the
 * errors of sums, and not what a slope makes of them.
 *
 * @param sums bound of the sums
 * @param slopeInput which input has a slope per channel
 */
record PReluBound(Bound sums, int slopeInput) implements Bound {
  @Override
  public List<double[]> of(Sample sample) {
    // PReLU of slope one changes nothing.
    Tensor exact = sample.withInput(slopeInput, slope -> 1).get(0);
    Tensor slopes = sample.input(slopeInput);
    double[] bound = sums.of(sample).get(0);
    for (int i = 0; i < bound.length; i++) {
      bound[i] = spread(exact.get(i), bound[i], slopes.get(i % slopes.length()));
    }
    return List.of(bound);
  }

  @Override
  public Bound normwise(double amplification) {
    return new PReluBound(sums.normwise(amplification), slopeInput);
  }

  private static double spread(double sum, double error, double slope) {
    double y = prelu(sum, slope);
    double above = Math.abs(prelu(sum + error, slope) - y);
    double below = Math.abs(prelu(sum - error, slope) - y);
    double product = Math.abs(slope * Math.min(0, sum - error));
    return Math.max(above, below) + Bound.gamma(1) * product;
  }

  private static double prelu(double x, double slope) {
    return x > 0 ? x : slope * x;
  }
}
