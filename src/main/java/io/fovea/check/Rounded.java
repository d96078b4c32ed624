package io.fovea.check;

/**
 * A number of a formula in single precision: its exact value, and how far off a computed one may
 * be. Running error analysis: each operation adds its own rounding to what its operands bring
 * along.
 *
 * <p>Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed. 2002, section 3.3.
 */
record Rounded(double value, double error) {
  /** A number that is exact in single precision. */
  static Rounded exact(double value) {
    return new Rounded(value, 0);
  }

  /** A number rounded so many times. */
  static Rounded of(double value, int roundings) {
    return new Rounded(value, Bound.gamma(roundings) * Math.abs(value));
  }

  /** A double that is rounded to single precision. */
  static Rounded of(double value) {
    return of(value, 1);
  }

  Rounded plus(Rounded y) {
    return rounded(value + y.value, error + y.error, 1);
  }

  Rounded minus(Rounded y) {
    return plus(new Rounded(-y.value, y.error));
  }

  Rounded times(Rounded y) {
    double carried = Math.abs(value) * y.error + Math.abs(y.value) * error + error * y.error;
    return rounded(value * y.value, carried, 1);
  }

  Rounded over(Rounded y) {
    double quotient = value / y.value;
    double least = Math.abs(y.value) - y.error;
    return rounded(
        quotient, (error + Math.abs(quotient) * y.error) / Math.max(least, 0), Bound.DIVISION);
  }

  /** Of a number that is not negative, or becomes 0 where its error makes it so. */
  Rounded root() {
    double root = Math.sqrt(value);
    double carried =
        Math.max(Math.sqrt(value + error) - root, root - Math.sqrt(Math.max(value - error, 0)));
    return rounded(root, carried, Bound.FUNCTION);
  }

  /** -1, 0 or 1; any of them where the error leaves it open. */
  Rounded sign() {
    return new Rounded(Math.signum(value), error > 0 && Math.abs(value) <= error ? 2 : 0);
  }

  /** The larger of two. */
  Rounded max(Rounded y) {
    return new Rounded(Math.max(value, y.value), Math.max(error, y.error));
  }

  private static Rounded rounded(double value, double carried, int roundings) {
    return new Rounded(value, carried + Bound.gamma(roundings) * (Math.abs(value) + carried));
  }
}
