package io.fovea.data;

import io.fovea.tensor.Philox;

/**
 * A smooth random distortion of the square [-1, 1] x [-1, 1]: per axis a polynomial of degree three
 * in Legendre polynomials of u and v with random coefficients. Low degrees move, stretch, bow and
 * taper a digit as a whole, which is how one hand's writing differs from another's.
 */
final class Bend {
  private static final int DEGREE = 3;

  /** How strong each degree is; degree 0 would only shift the digit, which centring undoes. */
  private static final double[] STRENGTH = {0, 0.042, 0.042, 0.01};

  private final double[][] x;
  private final double[][] y;

  private Bend(double[][] x, double[][] y) {
    this.x = x;
    this.y = y;
  }

  static Bend draw(Philox.Sequence random) {
    return new Bend(coefficients(random), coefficients(random));
  }

  /** How far the point (u, v) moves to the right. */
  double x(double u, double v) {
    return value(x, u, v);
  }

  /** How far the point (u, v) moves down. */
  double y(double u, double v) {
    return value(y, u, v);
  }

  private static double[][] coefficients(Philox.Sequence random) {
    double[][] c = new double[DEGREE + 1][DEGREE + 1];
    for (int i = 0; i <= DEGREE; i++) {
      for (int j = 0; i + j <= DEGREE; j++) {
        c[i][j] = STRENGTH[i + j] * Bell.draw(random);
      }
    }
    return c;
  }

  private static double value(double[][] c, double u, double v) {
    double sum = 0;
    for (int i = 0; i <= DEGREE; i++) {
      double inner = 0;
      for (int j = 0; i + j <= DEGREE; j++) {
        inner += c[i][j] * legendre(j, v);
      }
      sum += inner * legendre(i, u);
    }
    return sum;
  }

  private static double legendre(int degree, double t) {
    return switch (degree) {
      case 0 -> 1;
      case 1 -> t;
      case 2 -> 1.5 * t * t - 0.5;
      default -> (2.5 * t * t - 1.5) * t;
    };
  }
}
