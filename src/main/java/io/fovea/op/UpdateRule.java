package io.fovea.op;

import static io.fovea.op.ShapeException.require;

/**
 * What an optimiser does to one parameter p with gradient g in the step after {@code step} others,
 * {@code t = step + 1}: it keeps some numbers between steps, which begin as zeros, and takes {@code
 * rate} times a direction off p. {@link FlatUpdate} applies it to every parameter of a model, after
 * weight decay. Formulas and options are PyTorch's.
 *
 * <p>In single precision {@code 1 - beta^t} is computed as {@code -expm1(t * log(beta))}, which
 * does not cancel. See {@link #settles} for numbers too small for it.
 */
public sealed interface UpdateRule {
  /** Beside it the root of a subnormal number is less than a rounding. */
  double LEAST_EPSILON = 1e-10;

  /** What the kernels call it. */
  String name();

  /** How many numbers it keeps for each parameter. */
  int moments();

  /**
   * Whether what is kept may become zero within some steps where it is below 2^-126, the smallest
   * normal number of single precision. Averages of gradients that have become zeros would stay
   * subnormal for ever, and some CPUs compute many times as slowly with them. It must not happen
   * where roots of them are divided by with an epsilon so small that they matter beside it, or that
   * nothing is left to divide by.
   */
  default boolean settles() {
    return true;
  }

  /**
   * Gradient descent: {@code v = momentum v + (1 - dampening) g}, but {@code v = g} at step 0;
   * direction v, or with nesterov {@code g + momentum v}. Without momentum it is g, and nothing is
   * kept.
   *
   * <p>Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum
   * in deep learning", 2013, with the velocity kept without the rate.
   */
  record Sgd(double momentum, double dampening, boolean nesterov) implements UpdateRule {
    public Sgd {
      part("momentum", momentum);
      require(dampening >= 0 && dampening <= 1, "dampening must lie in [0, 1], got %s", dampening);
      require(
          !nesterov || (momentum > 0 && dampening == 0),
          "Nesterov momentum needs momentum above 0 and dampening 0, got %s and %s",
          momentum,
          dampening);
    }

    @Override
    public String name() {
      return "sgd";
    }

    @Override
    public int moments() {
      return momentum == 0 ? 0 : 1;
    }
  }

  /**
   * {@code s += g g}, from {@code initial} on; direction {@code g / (sqrt(s) + epsilon) / (1 +
   * rateDecay step)}.
   *
   * <p>Source: Duchi, Hazan, Singer, "Adaptive subgradient methods", 2011.
   */
  record Adagrad(double rateDecay, double initial, double epsilon) implements UpdateRule {
    public Adagrad {
      notNegative("rateDecay", rateDecay);
      notNegative("initial", initial);
      notNegative("epsilon", epsilon);
    }

    @Override
    public String name() {
      return "adagrad";
    }

    @Override
    public int moments() {
      return 1;
    }

    @Override
    public boolean settles() {
      return epsilon >= LEAST_EPSILON;
    }
  }

  /**
   * {@code v = rho v + (1 - rho) g g}; direction {@code d = g sqrt(u + epsilon) / sqrt(v +
   * epsilon)}; then {@code u = rho u + (1 - rho) d d}. It keeps v and u.
   *
   * <p>Source: Zeiler, "ADADELTA", 2012, algorithm 1.
   */
  record Adadelta(double rho, double epsilon) implements UpdateRule {
    public Adadelta {
      part("rho", rho);
      require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
    }

    @Override
    public String name() {
      return "adadelta";
    }

    @Override
    public int moments() {
      return 2;
    }
  }

  /**
   * {@code v = alpha v + (1 - alpha) g g}; {@code d = g / (sqrt(v) + epsilon)}; direction d, or
   * with momentum {@code b = momentum b + d}. Centred, {@code a = alpha a + (1 - alpha) g} and the
   * root is of {@code v - a a}, or of 0 where rounding makes that negative. It keeps v, then a if
   * centred, then b if there is momentum.
   *
   * <p>Source: Tieleman, Hinton, "RMSProp", COURSERA lecture 6.5, 2012; centred: Graves,
   * "Generating sequences with recurrent neural networks", 2013, equations 38 to 41.
   */
  record RmsProp(double alpha, double epsilon, double momentum, boolean centred)
      implements UpdateRule {
    public RmsProp {
      part("alpha", alpha);
      notNegative("epsilon", epsilon);
      part("momentum", momentum);
    }

    @Override
    public String name() {
      return "rmsprop";
    }

    @Override
    public int moments() {
      return 1 + (centred ? 1 : 0) + (momentum == 0 ? 0 : 1);
    }

    @Override
    public boolean settles() {
      return epsilon >= LEAST_EPSILON;
    }
  }

  /**
   * {@code m = beta1 m + (1 - beta1) g}; {@code v = beta2 v + (1 - beta2) g g}; direction {@code (m
   * / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)}. With amsgrad the root is of the
   * largest v so far, which is kept third.
   *
   * <p>Source: Kingma, Ba, "Adam", 2015, algorithm 1; Reddi, Kale, Kumar, "On the convergence of
   * Adam and beyond", 2018.
   */
  record Adam(double beta1, double beta2, double epsilon, boolean amsgrad) implements UpdateRule {
    public Adam {
      part("beta1", beta1);
      part("beta2", beta2);
      notNegative("epsilon", epsilon);
    }

    @Override
    public String name() {
      return "adam";
    }

    @Override
    public int moments() {
      return amsgrad ? 3 : 2;
    }

    @Override
    public boolean settles() {
      return epsilon >= LEAST_EPSILON;
    }
  }

  /**
   * m and v as in {@link Adam}; direction {@code ((1 - mu(t)) g / (1 - P(t)) + mu(t + 1) m / (1 -
   * P(t + 1))) / (sqrt(v / (1 - beta2^t)) + epsilon)}, where {@code mu(i) = beta1 (1 - 0.96^(i
   * momentumDecay) / 2)} and {@code P(i) = mu(1) .. mu(i)}.
   *
   * <p>Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016.
   */
  record Nadam(double beta1, double beta2, double epsilon, double momentumDecay)
      implements UpdateRule {
    public Nadam {
      part("beta1", beta1);
      part("beta2", beta2);
      notNegative("epsilon", epsilon);
      notNegative("momentumDecay", momentumDecay);
    }

    /** {@code mu(i)}. */
    public double mu(double i) {
      return beta1 * (1 - 0.5 * StrictMath.pow(0.96, i * momentumDecay));
    }

    /** {@code P(i)}: no more factors than matter beside 1, as each is at most {@code beta1}. */
    public double product(double i) {
      double product = 1;
      for (int j = 1; j <= i && product > 1e-20; j++) {
        product *= mu(j);
      }
      return product;
    }

    @Override
    public String name() {
      return "nadam";
    }

    @Override
    public int moments() {
      return 2;
    }

    @Override
    public boolean settles() {
      return epsilon >= LEAST_EPSILON;
    }
  }

  /**
   * Direction: the sign, or 0, of {@code beta1 m + (1 - beta1) g}; then {@code m = beta2 m + (1 -
   * beta2) g}.
   *
   * <p>Source: Chen and others, "Symbolic discovery of optimization algorithms", 2023, algorithm 2.
   */
  record Lion(double beta1, double beta2) implements UpdateRule {
    public Lion {
      part("beta1", beta1);
      part("beta2", beta2);
    }

    @Override
    public String name() {
      return "lion";
    }

    @Override
    public int moments() {
      return 1;
    }
  }

  private static void part(String name, double value) {
    require(value >= 0 && value < 1, "%s must lie in [0, 1), got %s", name, value);
  }

  private static void notNegative(String name, double value) {
    require(
        value >= 0 && value < Double.POSITIVE_INFINITY,
        "%s must be finite and not negative, got %s",
        name,
        value);
  }
}
