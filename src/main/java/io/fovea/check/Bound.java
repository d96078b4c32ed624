package io.fovea.check;

import io.fovea.backend.Precision;
import io.fovea.tensor.DType;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far single-precision results may lie from the exact ones, derived from the arithmetic that an
 * op needs. {@link Bounds} has those of the built-in ops.
 *
 * <p>Notation: {@code u = 2^-24}, the unit roundoff; a product of n factors {@code (1 + e)} with
 * {@code |e| <= u} differs from one by at most {@code gamma(n) = n u / (1 - n u)}. A sum of k terms
 * passes each term through at most k - 1 roundings, in whatever order it is taken.
 *
 * <p>Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed. 2002, sections 3.1
 * and 4.2.
 */
@FunctionalInterface
public interface Bound {
  /** Unit roundoff of single precision. */
  double U = 0x1p-24;

  /**
   * Roundings that a quotient counts for: 2.5 ulp, the accuracy that OpenCL C promises of a
   * division, is 5; by a reciprocal, itself a quotient, and a product it is 6.
   */
  int DIVISION = 6;

  /** Roundings that {@code exp}, {@code log} or {@code expm1} count for: 3 ulp in OpenCL C. */
  int FUNCTION = 6;

  /** Smallest normal float: what lies below may be flushed to zero. */
  double TINY = 0x1p-126;

  /** The largest error allowed, for each element of each output of the sample. */
  List<double[]> of(Sample sample);

  /** Relative error of n roundings. */
  static double gamma(double n) {
    double nu = n * U;
    return nu / (1 - nu);
  }

  /** No error: moving, comparing, integers. */
  static Bound exact() {
    return relative(0);
  }

  /** Each real output element went through that many roundings, and no cancellation. */
  static Bound relative(int roundings) {
    return sample -> scaled(gamma(roundings), sample.expected());
  }

  /**
   * Each real output element is a sum, no term of which went through more roundings: {@code
   * gamma(roundings) * S}, where S, the sum of the terms' magnitudes, is what the same op gives on
   * the magnitudes of its inputs. For ops that only add and multiply, by nothing negative of their
   * own.
   */
  static Bound sum(long roundings) {
    return sample -> scaled(gamma((double) roundings), sample.ofMagnitudes());
  }

  /**
   * Each real output element is a sum of so many terms, most of them products of factors that are
   * rounded first, each by at most v of it: a product is off by {@code 2v + v^2} of it. Matrix
   * units add b products and the sum before in one step: they cut off of each of these {@code b +
   * 1} terms what lies below {@code 2u} of the largest, and as much once more from the result. With
   * b at least 4 this is at most 6u S for each step of four, as of {@code 3 (terms + 1)} roundings.
   *
   * <p>Source: Fasi, Higham, Mikaitis, Pranesh, "Numerical behavior of NVIDIA tensor cores", PeerJ
   * Computer Science 7, 2021.
   */
  static Bound sumOfRounded(long terms, Precision precision) {
    double v = precision.unitRoundoff();
    double ofFactors = 2 * v + v * v;
    double ofSums = gamma(3.0 * (terms + 1));
    return sample -> scaled(ofFactors + (1 + ofFactors) * ofSums, sample.ofMagnitudes());
  }

  /** This bound, times the factor by which an algorithm is known to amplify errors. */
  default Bound times(double amplification) {
    return sample -> {
      List<double[]> bounds = of(sample);
      for (double[] bound : bounds) {
        for (int i = 0; i < bound.length; i++) {
          bound[i] *= amplification;
        }
      }
      return bounds;
    };
  }

  /**
   * The bound of an algorithm that mixes neighbouring terms, and so is bounded by the largest of
   * them only: for every element the largest bound of its tensor, times a factor.
   */
  default Bound normwise(double amplification) {
    return sample -> {
      List<double[]> bounds = of(sample);
      for (double[] bound : bounds) {
        Arrays.fill(bound, amplification * Arrays.stream(bound).max().orElse(0));
      }
      return bounds;
    };
  }

  private static List<double[]> scaled(double factor, List<Tensor> magnitudes) {
    List<double[]> bounds = new ArrayList<>();
    for (Tensor magnitude : magnitudes) {
      double[] bound = new double[magnitude.length()];
      for (int i = 0; i < bound.length && magnitude.dtype() == DType.F64; i++) {
        bound[i] = factor * Math.abs(magnitude.get(i));
      }
      bounds.add(bound);
    }
    return bounds;
  }
}
