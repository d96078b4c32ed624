package io.fovea.backend.reference;

import io.fovea.op.UpdateRule;

/** The formulas of the optimisers. */
interface ReferenceUpdateRule {
  /**
   * The new value of parameter p.
   *
   * @param m what is kept for it; overwritten
   * @param step steps finished so far
   */
  double apply(double p, double g, double[] m, double rate, double step);

  static ReferenceUpdateRule of(UpdateRule rule) {
    if (rule instanceof UpdateRule.Sgd sgd) {
      return of(sgd);
    }
    if (rule instanceof UpdateRule.Adagrad adagrad) {
      return of(adagrad);
    }
    if (rule instanceof UpdateRule.Adadelta adadelta) {
      return of(adadelta);
    }
    if (rule instanceof UpdateRule.RmsProp rmsProp) {
      return of(rmsProp);
    }
    if (rule instanceof UpdateRule.Adam adam) {
      return of(adam);
    }
    if (rule instanceof UpdateRule.Nadam nadam) {
      return of(nadam);
    }
    return of((UpdateRule.Lion) rule);
  }

  private static ReferenceUpdateRule of(UpdateRule.Sgd rule) {
    return (p, g, m, rate, step) -> {
      if (rule.moments() == 0) {
        return p - rate * g;
      }
      m[0] = step == 0 ? g : rule.momentum() * m[0] + (1 - rule.dampening()) * g;
      return p - rate * (rule.nesterov() ? g + rule.momentum() * m[0] : m[0]);
    };
  }

  private static ReferenceUpdateRule of(UpdateRule.Adagrad rule) {
    return (p, g, m, rate, step) -> {
      m[0] = (step == 0 ? rule.initial() : m[0]) + g * g;
      double slower = rate / (1 + rule.rateDecay() * step);
      return p - slower * g / (Math.sqrt(m[0]) + rule.epsilon());
    };
  }

  private static ReferenceUpdateRule of(UpdateRule.Adadelta rule) {
    double rho = rule.rho();
    return (p, g, m, rate, step) -> {
      m[0] = rho * m[0] + (1 - rho) * g * g;
      double d = g * Math.sqrt(m[1] + rule.epsilon()) / Math.sqrt(m[0] + rule.epsilon());
      m[1] = rho * m[1] + (1 - rho) * d * d;
      return p - rate * d;
    };
  }

  private static ReferenceUpdateRule of(UpdateRule.RmsProp rule) {
    double alpha = rule.alpha();
    int velocity = rule.centred() ? 2 : 1;
    return (p, g, m, rate, step) -> {
      m[0] = alpha * m[0] + (1 - alpha) * g * g;
      double spread = m[0];
      if (rule.centred()) {
        m[1] = alpha * m[1] + (1 - alpha) * g;
        spread = m[0] - m[1] * m[1] < 0 ? 0 : m[0] - m[1] * m[1];
      }
      double d = g / (Math.sqrt(spread) + rule.epsilon());
      if (rule.momentum() == 0) {
        return p - rate * d;
      }
      m[velocity] = rule.momentum() * m[velocity] + d;
      return p - rate * m[velocity];
    };
  }

  private static ReferenceUpdateRule of(UpdateRule.Adam rule) {
    return (p, g, m, rate, step) -> {
      double t = step + 1;
      m[0] = rule.beta1() * m[0] + (1 - rule.beta1()) * g;
      m[1] = rule.beta2() * m[1] + (1 - rule.beta2()) * g * g;
      double v = m[1];
      if (rule.amsgrad()) {
        m[2] = m[1] <= m[2] ? m[2] : m[1];
        v = m[2];
      }
      double first = m[0] / (1 - Math.pow(rule.beta1(), t));
      double second = v / (1 - Math.pow(rule.beta2(), t));
      return p - rate * first / (Math.sqrt(second) + rule.epsilon());
    };
  }

  private static ReferenceUpdateRule of(UpdateRule.Nadam rule) {
    return (p, g, m, rate, step) -> {
      double t = step + 1;
      m[0] = rule.beta1() * m[0] + (1 - rule.beta1()) * g;
      m[1] = rule.beta2() * m[1] + (1 - rule.beta2()) * g * g;
      double now = (1 - rule.mu(t)) * g / (1 - rule.product(t));
      double next = rule.mu(t + 1) * m[0] / (1 - rule.product(t + 1));
      double second = m[1] / (1 - Math.pow(rule.beta2(), t));
      return p - rate * (now + next) / (Math.sqrt(second) + rule.epsilon());
    };
  }

  private static ReferenceUpdateRule of(UpdateRule.Lion rule) {
    return (p, g, m, rate, step) -> {
      double direction = Math.signum(rule.beta1() * m[0] + (1 - rule.beta1()) * g);
      m[0] = rule.beta2() * m[0] + (1 - rule.beta2()) * g;
      return p - rate * direction;
    };
  }
}
