package io.fovea.check;

import static io.fovea.check.Bound.DIVISION;
import static io.fovea.check.Bound.gamma;

import io.fovea.op.GroupNorm;
import io.fovea.op.GroupNormGradient;
import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * Bounds of group normalisation over m elements. The mean is a sum and a quotient. The variance, a
 * sum of squares of differences from the computed mean, is off by {@code gamma(m + 4)} of itself
 * and by the square of the mean's error; the scale takes over half of that, and a root and a
 * quotient of its own.
 */
final class GroupNormBounds {
  /** Epsilon rounded and added, halved by the root; the root, 3 ulp; the quotient. */
  private static final int SCALE = 1 + 6 + DIVISION;

  private GroupNormBounds() {}

  /** A group of an example: which elements it has. */
  private record Group(int first, int pixels, int channels, int width) {
    static Group of(Tensor x, int groups, int i) {
      int channels = x.shape().dim(-1);
      int pixels = x.length() / x.shape().dim(0) / channels;
      int width = channels / groups;
      return new Group(
          i / groups * pixels * channels + i % groups * width, pixels, channels, width);
    }

    int size() {
      return pixels * width;
    }

    int element(int t) {
      return first + t / width * channels + t % width;
    }
  }

  static List<double[]> forward(GroupNorm op, Sample sample) {
    Tensor x = sample.input(0);
    Tensor y = sample.expected().get(0);
    double[] results = new double[y.length()];
    double[] means = new double[sample.expected().get(1).length()];
    double[] scales = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      Group group = Group.of(x, op.groups(), i);
      double mean = sample.expected().get(1).get(i);
      double scale = sample.expected().get(2).get(i);
      double magnitudes = 0;
      for (int t = 0; t < group.size(); t++) {
        magnitudes += Math.abs(x.get(group.element(t)));
      }
      means[i] = gamma(group.size() + DIVISION) * magnitudes / group.size();
      double relative =
          gamma(group.size() + 4 + DIVISION) / 2
              + means[i] * means[i] * scale * scale / 2
              + gamma(SCALE);
      scales[i] = relative * scale;
      for (int t = 0; t < group.size(); t++) {
        int e = group.element(t);
        double gamma = Math.abs(sample.input(1).get(e % group.channels()));
        double z = Math.abs(x.get(e) - mean) * scale;
        double beta = Math.abs(sample.input(2).get(e % group.channels()));
        results[e] =
            gamma * (z * relative + means[i] * scale * (1 + relative))
                + gamma(4) * (gamma * z + beta);
      }
    }
    return List.of(results, means, scales);
  }

  static List<double[]> gradient(GroupNormGradient op, Sample sample) {
    Tensor x = sample.input(0);
    double[] dx = new double[x.length()];
    double[] terms = new double[x.length()];
    for (int i = 0; i < sample.input(3).length(); i++) {
      Group group = Group.of(x, op.groups(), i);
      double mean = sample.input(3).get(i);
      double scale = Math.abs(sample.input(4).get(i));
      double sum = 0;
      double sumZ = 0;
      for (int t = 0; t < group.size(); t++) {
        int e = group.element(t);
        double g = g(sample, e);
        sum += g;
        sumZ += g * Math.abs(x.get(e) - mean) * scale;
      }
      // Sizes of the means of magnitudes; the means themselves are no larger.
      double meanG = sum / group.size();
      double meanZ = sumZ / group.size();
      double roundings = gamma(group.size() + DIVISION + 6);
      for (int t = 0; t < group.size(); t++) {
        int e = group.element(t);
        double z = Math.abs(x.get(e) - mean) * scale;
        dx[e] = scale * (roundings * (meanG + z * meanZ) + gamma(6) * g(sample, e));
        terms[e] = gamma(3) * Math.abs(sample.input(1).get(e)) * z;
      }
    }
    return List.of(dx, terms);
  }

  private static double g(Sample sample, int element) {
    int channels = sample.input(2).length();
    return Math.abs(sample.input(1).get(element) * sample.input(2).get(element % channels));
  }
}
