package io.fovea.check;

import static io.fovea.check.Bound.DIVISION;
import static io.fovea.check.Bound.gamma;

import io.fovea.op.BatchNorm;
import io.fovea.op.BatchNormFold;
import io.fovea.op.BatchNormGradient;
import io.fovea.op.BatchNormInference;
import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * Bounds of batch normalisation. {@code r = 1 / sqrt(variance + epsilon)}: epsilon is rounded to
 * float and added, which the root halves, the root is good to 3 ulp and the quotient counts {@link
 * Bound#DIVISION}. Forms that expand {@code (x - mean) * scale} into {@code x * scale - mean *
 * scale} are allowed, so magnitudes are those of both terms.
 */
final class BatchNormBounds {
  /** Roundings of r times gamma. */
  private static final int SCALE = 1 + 6 + DIVISION + 1;

  private BatchNormBounds() {}

  /** {@code gamma / sqrt(variance + epsilon)}. */
  private static double scale(double gamma, double variance, double epsilon) {
    return Math.abs(gamma) / Math.sqrt(variance + epsilon);
  }

  /** A scale, a product, two sums. */
  static List<double[]> inference(BatchNormInference op, Sample sample) {
    Tensor x = sample.input(0);
    double[] bound = new double[x.length()];
    int channels = x.shape().dim(-1);
    for (int i = 0; i < bound.length; i++) {
      int c = i % channels;
      double scale = scale(sample.input(1).get(c), sample.input(4).get(c), op.epsilon());
      double terms = scale * (Math.abs(x.get(i)) + Math.abs(sample.input(3).get(c)));
      bound[i] = gamma(SCALE + 3) * (terms + Math.abs(sample.input(2).get(c)));
    }
    return List.of(bound);
  }

  /** A scale and a product; for the bias a scale, a product and two sums. */
  static List<double[]> fold(BatchNormFold op, Sample sample) {
    Tensor w = sample.input(0);
    int channels = w.shape().dim(-1);
    double[] weights = new double[w.length()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = gamma(SCALE + 1) * Math.abs(sample.expected().get(0).get(i));
    }
    double[] bias = new double[channels];
    for (int c = 0; c < channels; c++) {
      double scale = scale(sample.input(1).get(c), sample.input(4).get(c), op.epsilon());
      double b = op.bias() ? Math.abs(sample.input(5).get(c)) : 0;
      double terms = scale * (b + Math.abs(sample.input(3).get(c)));
      bias[c] = gamma(SCALE + 3) * (terms + Math.abs(sample.input(2).get(c)));
    }
    return List.of(weights, bias);
  }

  /**
   * The mean is a sum of m terms and a quotient. The variance is allowed what a pairwise update of
   * means and squares needs, {@code gamma(m + 10) k variance} with the condition number {@code k =
   * rms(x) / deviation}, and the square of the mean's error; the textbook formula, which needs k
   * squared, is not. y takes over half of the variance's relative error, the mean's error times the
   * scale, and the roundings of inference.
   *
   * <p>Source: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", 1983, table 1.
   */
  static List<double[]> training(BatchNorm op, Sample sample) {
    Tensor x = sample.input(0);
    int channels = x.shape().dim(-1);
    int m = x.length() / channels;
    double[] y = new double[x.length()];
    double[] means = new double[channels];
    double[] variances = new double[channels];
    for (int c = 0; c < channels; c++) {
      double mean = sample.expected().get(1).get(c);
      double variance = sample.expected().get(2).get(c);
      double magnitude = 0;
      for (int i = c; i < x.length(); i += channels) {
        magnitude += Math.abs(x.get(i)) / m;
      }
      means[c] = gamma(m + DIVISION) * magnitude;
      double rms = Math.sqrt(mean * mean + variance);
      variances[c] = gamma(m + 10) * rms * Math.sqrt(variance) + means[c] * means[c];
      double scale = scale(sample.input(1).get(c), variance, op.epsilon());
      double halfRelative = variances[c] / (variance + op.epsilon()) / 2;
      double beta = Math.abs(sample.input(2).get(c));
      for (int i = c; i < x.length(); i += channels) {
        double terms = scale * (Math.abs(x.get(i)) + Math.abs(mean));
        y[i] =
            scale * means[c]
                + scale * Math.abs(x.get(i) - mean) * halfRelative
                + gamma(SCALE + 3) * (terms + beta);
      }
    }
    return List.of(y, means, variances);
  }

  /**
   * dbeta is a sum of m terms, dgamma one of m terms with a scale, a difference and a product in
   * each. dx takes over their errors, divided by the count and scaled, and rounds a product, two
   * sums, a quotient and two scales.
   */
  static List<double[]> gradient(BatchNormGradient op, Sample sample) {
    Tensor x = sample.input(0);
    Tensor dy = sample.input(1);
    int channels = x.shape().dim(-1);
    int m = x.length() / channels;
    double[] dx = new double[x.length()];
    double[] dgamma = new double[channels];
    double[] dbeta = new double[channels];
    for (int c = 0; c < channels; c++) {
      double mean = Math.abs(sample.input(3).get(c));
      double r = scale(1, sample.input(4).get(c), op.epsilon());
      double betaTerms = 0;
      double gammaTerms = 0;
      for (int i = c; i < x.length(); i += channels) {
        betaTerms += Math.abs(dy.get(i));
        gammaTerms += Math.abs(dy.get(i)) * (Math.abs(x.get(i)) + mean) * r;
      }
      dbeta[c] = gamma(m) * betaTerms;
      dgamma[c] = gamma(m + SCALE + 3) * gammaTerms;
      double scale = Math.abs(sample.input(2).get(c)) * r;
      double common = op.constantStatistics() ? 0 : 1.0 / m;
      for (int i = c; i < x.length(); i += channels) {
        double h = (Math.abs(x.get(i)) + mean) * r;
        double inherited = (dbeta[c] + h * dgamma[c]) * common;
        double terms = Math.abs(dy.get(i)) + (betaTerms + h * gammaTerms) * common;
        dx[i] = scale * (inherited + gamma(2 * SCALE + DIVISION + 4) * terms);
      }
    }
    return List.of(dx, dgamma, dbeta);
  }
}
