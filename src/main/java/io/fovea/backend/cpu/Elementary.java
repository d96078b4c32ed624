package io.fovea.backend.cpu;

/**
 * Elementary functions for single-precision work, computed in double from nothing but additions,
 * multiplications and divisions: the same bits on every JVM, however warm. Relative errors are
 * below 1e-9, so that what is computed from them and rounded to float is as good as exact.
 */
final class Elementary {
  private static final double INVERSE_LN2 = 0x1.71547652b82fep0;

  /** ln 2 in two parts; the first has so few bits that its product with an exponent is exact. */
  private static final double LN2_HIGH = 0x1.62e42fp-1;

  private static final double LN2_LOW = 0x1.df473de6af279p-30;

  /** Added to and taken from a number below 2^51 in size, rounds it to an integer. */
  private static final double ROUNDER = 0x1.8p52;

  /** Beyond this, in size, e^x and its inverse are no floats but 0 or infinity. */
  private static final double LARGEST = 700;

  private Elementary() {}

  /** {@code e^x}, by {@code 2^n e^r} and the Taylor polynomial of {@code e^r} of degree 10. */
  static double exp(double x) {
    if (!(Math.abs(x) <= LARGEST)) {
      return x < 0 ? 0 : x > 0 ? Double.POSITIVE_INFINITY : x;
    }
    double n = x * INVERSE_LN2 + ROUNDER - ROUNDER;
    double r = x - n * LN2_HIGH - n * LN2_LOW;
    double p = 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r * r + r + 1;
    return p * Double.longBitsToDouble(((long) n + 1023) << 52);
  }

  /** {@code e^x - 1}. */
  static double expm1(double x) {
    return Math.abs(x) < 1e-5 ? x + x * x / 2 : exp(x) - 1;
  }

  /** {@code 1 / (1 + e^-x)}. */
  static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
  }

  /** The hyperbolic tangent, {@code -(e^-2x - 1) / (e^-2x + 1)} for x at least 0. */
  static double tanh(double x) {
    double e = expm1(-2 * Math.abs(x));
    double t = -e / (e + 2);
    return x < 0 ? -t : t;
  }

  /**
   * {@code log(1 + x)} for x from 0 to 1: {@code 2 artanh(s)} of {@code s = x / (2 + x)}, at most
   * 1/3, by the power series.
   */
  static double log1p(double x) {
    double s = x / (2 + x);
    double q = s * s;
    double p = 1.0 / 19;
    p = p * q + 1.0 / 17;
    p = p * q + 1.0 / 15;
    p = p * q + 1.0 / 13;
    p = p * q + 1.0 / 11;
    p = p * q + 1.0 / 9;
    p = p * q + 1.0 / 7;
    p = p * q + 1.0 / 5;
    p = p * q + 1.0 / 3;
    return 2 * s * (p * q + 1);
  }

  /**
   * The distribution function of the standard normal distribution, {@code erfc(-x / sqrt 2) / 2}.
   * For {@code z >= 0}, {@code erfc(z) = e^(-z^2) t q(t)} with {@code t = 1 / (1 + z / 2)}; q is
   * the polynomial of degree 14 that interpolates in the Chebyshev nodes of [0, 1], with a relative
   * error of 2.1e-10.
   */
  static double normalDistribution(double x) {
    double z = Math.abs(x) * 0.7071067811865476;
    double t = 1 / (1 + z / 2);
    double q = 0.018944431441349514;
    q = q * t - 0.11143366597662106;
    q = q * t + 0.24191150774921255;
    q = q * t - 0.16040916788726575;
    q = q * t - 0.23574188484135952;
    q = q * t + 0.5147557633792049;
    q = q * t - 0.3321517708707262;
    q = q * t + 0.08678239864970895;
    q = q * t - 0.0956049486644354;
    q = q * t + 0.0026206920950647256;
    q = q * t + 0.08294244268843039;
    q = q * t + 0.17636354032456458;
    q = q * t + 0.24683105282206763;
    q = q * t + 0.2820948174261398;
    q = q * t + 0.28209479171672314;
    double tail = exp(-z * z) * t * q / 2;
    return x < 0 ? tail : 1 - tail;
  }
}
