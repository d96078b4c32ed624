package io.fovea.check;

import static io.fovea.check.Bound.DIVISION;
import static io.fovea.check.Bound.FUNCTION;
import static io.fovea.check.Bound.TINY;
import static io.fovea.check.Bound.U;
import static io.fovea.check.Bound.gamma;

import io.fovea.tensor.Tensor;
import java.util.List;

/**
 * Bounds of softmax and its relatives. With {@code d = x - max}, which is rounded once and so off
 * by {@code u |d|}, the computed {@code exp(d)} is off by a factor within {@code gamma(|d| +
 * FUNCTION)}. Their sum over c classes is off by the mean of these, weighted by the probabilities
 * p, and c - 1 roundings.
 */
final class SoftmaxBounds {
  private SoftmaxBounds() {}

  /** What is known of a row of logits. */
  private record Row(double max, double logSum, double sumRoundings) {
    static Row of(Tensor x, int row, int classes) {
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, x.get(row * classes + c));
      }
      double sum = 0;
      double weighted = 0;
      for (int c = 0; c < classes; c++) {
        double d = max - x.get(row * classes + c);
        sum += Math.exp(-d);
        weighted += Math.exp(-d) * d;
      }
      return new Row(max, Math.log(sum), weighted / sum + FUNCTION + classes - 1);
    }
  }

  /** An exponential, the sum, a quotient; what is tiny may be flushed. */
  static List<double[]> softmax(Sample sample) {
    return List.of(probabilities(sample.input(0)));
  }

  private static double[] probabilities(Tensor x) {
    int classes = x.shape().dim(-1);
    double[] bound = new double[x.length()];
    for (int row = 0; row < bound.length / classes; row++) {
      Row known = Row.of(x, row, classes);
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        double d = known.max() - x.get(i);
        double y = Math.exp(-d - known.logSum());
        bound[i] = gamma(d + FUNCTION + known.sumRoundings() + DIVISION) * y + TINY;
      }
    }
    return bound;
  }

  /**
   * {@code log(sum) + (max - x[label])}: the logarithm of a sum off by a factor {@code 1 + e} is
   * off by e, and itself by its own relative error; both summands are not negative, so their sum,
   * and the difference in it, cost a relative rounding each.
   */
  static List<double[]> softmaxCrossEntropy(Sample sample) {
    Tensor x = sample.input(0);
    Tensor loss = sample.expected().get(0);
    int classes = x.shape().dim(-1);
    double[] bound = new double[loss.length()];
    for (int row = 0; row < bound.length; row++) {
      Row known = Row.of(x, row, classes);
      bound[row] =
          gamma(known.sumRoundings())
              + gamma(FUNCTION) * known.logSum()
              + gamma(2) * Math.abs(loss.get(row))
              + TINY;
    }
    double[] second = probabilities(x);
    if (sample.inputs().size() > 2) {
      // A difference of a probability and 0 or 1, and a product.
      for (int i = 0; i < second.length; i++) {
        double dloss = Math.abs(sample.input(2).get(i / classes));
        double dx = Math.abs(sample.expected().get(1).get(i));
        second[i] = (1 + gamma(2)) * second[i] * dloss + gamma(2) * dx + TINY;
      }
    }
    return List.of(bound, second);
  }

  /**
   * {@code y (dy - s)}, {@code s} a sum of c products: its error is {@code gamma(c) sum |y dy|};
   * the difference and the product round once each.
   */
  static List<double[]> softmaxGradient(Sample sample) {
    Tensor y = sample.input(0);
    Tensor dy = sample.input(1);
    int classes = y.shape().dim(-1);
    double[] bound = new double[y.length()];
    for (int row = 0; row < bound.length / classes; row++) {
      double magnitudes = 0;
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        magnitudes += Math.abs(y.get(i) * dy.get(i));
      }
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        double result = Math.abs(sample.expected().get(0).get(i));
        bound[i] =
            Math.abs(y.get(i)) * gamma(classes) * magnitudes * (1 + 2 * U) + gamma(2) * result;
      }
    }
    return List.of(bound);
  }

  /** {@code x - max - log(sum)}: the logarithm as above, and two differences. */
  static List<double[]> logSoftmax(Sample sample) {
    Tensor x = sample.input(0);
    int classes = x.shape().dim(-1);
    double[] bound = new double[x.length()];
    for (int row = 0; row < bound.length / classes; row++) {
      Row known = Row.of(x, row, classes);
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        double terms = known.max() - x.get(i) + known.logSum();
        bound[i] =
            gamma(known.sumRoundings())
                + gamma(FUNCTION) * known.logSum()
                + gamma(2) * terms
                + TINY;
      }
    }
    return List.of(bound);
  }

  /** {@code dy - exp(y) s}, {@code s} a sum of c terms: an exponential, a product, a difference. */
  static List<double[]> logSoftmaxGradient(Sample sample) {
    Tensor y = sample.input(0);
    Tensor dy = sample.input(1);
    int classes = y.shape().dim(-1);
    double[] bound = new double[y.length()];
    for (int row = 0; row < bound.length / classes; row++) {
      double magnitudes = 0;
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        magnitudes += Math.abs(dy.get(i));
      }
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        double share = Math.exp(y.get(i)) * magnitudes;
        bound[i] = gamma(classes + FUNCTION + 2) * share + gamma(1) * Math.abs(dy.get(i));
      }
    }
    return List.of(bound);
  }
}
