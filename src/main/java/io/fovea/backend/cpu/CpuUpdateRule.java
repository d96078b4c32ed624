package io.fovea.backend.cpu;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;
import java.util.Arrays;

/**
 * The formulas of the optimisers, as loops over elements that lie in arrays of their own: with one
 * index for all of them, C2 makes vector code of such a loop.
 */
abstract class CpuUpdateRule {
  /**
   * Elements at once: they stay in the nearest cache, and are many beside the few that C2's loops
   * take one by one at either end.
   */
  static final int MOST = 8 * FlatUpdate.BLOCK;

  /** Copies of some blocks of parameters, gradients, and what is kept for them. */
  record Copies(float[] p, float[] g, float[][] m) {
    Copies(int moments) {
      this(new float[MOST], new float[MOST], new float[moments][MOST]);
    }
  }

  static CpuUpdateRule of(UpdateRule rule) {
    if (rule instanceof UpdateRule.Sgd sgd) {
      return sgd.moments() == 0 ? new Descent() : new Momentum(sgd);
    }
    if (rule instanceof UpdateRule.Adagrad adagrad) {
      return new Adagrad(adagrad);
    }
    if (rule instanceof UpdateRule.Adadelta adadelta) {
      return new Adadelta(adadelta);
    }
    if (rule instanceof UpdateRule.RmsProp rmsProp) {
      return new RmsProp(rmsProp);
    }
    if (rule instanceof UpdateRule.Adam adam) {
      return new Adam(adam);
    }
    if (rule instanceof UpdateRule.Nadam nadam) {
      return new Nadam(nadam);
    }
    return new Lion((UpdateRule.Lion) rule);
  }

  /** What all blocks of a step share, after {@code step} others. */
  void begin(int step) {}

  /** Changes the first n elements of p and m, and may those of g. */
  abstract void apply(int n, float[] p, float[] g, float[][] m, float rate);

  /** {@code 1 / (1 - beta^t)}, which undoes the zeros that an average began with. */
  private static float unbias(double beta, int step) {
    return (float) (-1 / StrictMath.expm1((step + 1.0) * StrictMath.log(beta)));
  }

  /** An average of gradients, or of their squares: {@code keep m + take x}. */
  private static void follow(int n, float[] m, float[] x, float keep, float take, boolean squares) {
    for (int i = 0; i < n; i++) {
      m[i] = keep * m[i] + take * (squares ? x[i] * x[i] : x[i]);
    }
  }

  private static final class Descent extends CpuUpdateRule {
    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      for (int i = 0; i < n; i++) {
        p[i] -= rate * g[i];
      }
    }
  }

  private static final class Momentum extends CpuUpdateRule {
    private final float momentum;
    private final float take;
    private final boolean nesterov;
    private boolean isFirst;

    Momentum(UpdateRule.Sgd rule) {
      momentum = (float) rule.momentum();
      take = (float) (1 - rule.dampening());
      nesterov = rule.nesterov();
    }

    @Override
    void begin(int step) {
      isFirst = step == 0;
    }

    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] velocity = m[0];
      if (isFirst) {
        System.arraycopy(g, 0, velocity, 0, n);
      } else {
        follow(n, velocity, g, momentum, take, false);
      }
      float now = nesterov ? 1 : 0;
      float later = nesterov ? momentum : 1;
      for (int i = 0; i < n; i++) {
        p[i] -= rate * (now * g[i] + later * velocity[i]);
      }
    }
  }

  private static final class Adagrad extends CpuUpdateRule {
    private final UpdateRule.Adagrad rule;
    private final float epsilon;
    private boolean isFirst;
    private float slower;

    Adagrad(UpdateRule.Adagrad rule) {
      this.rule = rule;
      epsilon = (float) rule.epsilon();
    }

    @Override
    void begin(int step) {
      isFirst = step == 0;
      slower = (float) (1 / (1 + rule.rateDecay() * step));
    }

    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] sum = m[0];
      if (isFirst) {
        Arrays.fill(sum, (float) rule.initial());
      }
      float slowed = rate * slower;
      for (int i = 0; i < n; i++) {
        sum[i] += g[i] * g[i];
        p[i] -= slowed * g[i] / ((float) Math.sqrt(sum[i]) + epsilon);
      }
    }
  }

  private static final class Adadelta extends CpuUpdateRule {
    private final float rho;
    private final float take;
    private final float epsilon;

    Adadelta(UpdateRule.Adadelta rule) {
      rho = (float) rule.rho();
      take = (float) (1 - rule.rho());
      epsilon = (float) rule.epsilon();
    }

    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] v = m[0];
      float[] u = m[1];
      follow(n, v, g, rho, take, true);
      for (int i = 0; i < n; i++) {
        float d = g[i] * (float) Math.sqrt(u[i] + epsilon) / (float) Math.sqrt(v[i] + epsilon);
        u[i] = rho * u[i] + take * d * d;
        p[i] -= rate * d;
      }
    }
  }

  private static final class RmsProp extends CpuUpdateRule {
    private final UpdateRule.RmsProp rule;
    private final float alpha;
    private final float take;
    private final float epsilon;
    private final float momentum;

    RmsProp(UpdateRule.RmsProp rule) {
      this.rule = rule;
      alpha = (float) rule.alpha();
      take = (float) (1 - rule.alpha());
      epsilon = (float) rule.epsilon();
      momentum = (float) rule.momentum();
    }

    /** The gradient gives way to the direction. */
    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] v = m[0];
      follow(n, v, g, alpha, take, true);
      if (rule.centred()) {
        float[] mean = m[1];
        follow(n, mean, g, alpha, take, false);
        for (int i = 0; i < n; i++) {
          float spread = v[i] - mean[i] * mean[i];
          g[i] /= (float) Math.sqrt(spread < 0 ? 0 : spread) + epsilon;
        }
      } else {
        for (int i = 0; i < n; i++) {
          g[i] /= (float) Math.sqrt(v[i]) + epsilon;
        }
      }
      float[] direction = g;
      if (momentum != 0) {
        direction = m[m.length - 1];
        follow(n, direction, g, momentum, 1, false);
      }
      for (int i = 0; i < n; i++) {
        p[i] -= rate * direction[i];
      }
    }
  }

  private static final class Adam extends CpuUpdateRule {
    private final UpdateRule.Adam rule;
    private final float beta1;
    private final float beta2;
    private final float take1;
    private final float take2;
    private final float epsilon;
    private float unbias1;
    private float unbias2;

    Adam(UpdateRule.Adam rule) {
      this.rule = rule;
      beta1 = (float) rule.beta1();
      beta2 = (float) rule.beta2();
      take1 = (float) (1 - rule.beta1());
      take2 = (float) (1 - rule.beta2());
      epsilon = (float) rule.epsilon();
    }

    @Override
    void begin(int step) {
      unbias1 = unbias(rule.beta1(), step);
      unbias2 = unbias(rule.beta2(), step);
    }

    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] first = m[0];
      float[] second = m[1];
      if (!rule.amsgrad()) {
        for (int i = 0; i < n; i++) {
          first[i] = beta1 * first[i] + take1 * g[i];
          second[i] = beta2 * second[i] + take2 * g[i] * g[i];
          float root = (float) Math.sqrt(second[i] * unbias2);
          p[i] -= rate * (first[i] * unbias1 / (root + epsilon));
        }
        return;
      }
      float[] largest = m[2];
      for (int i = 0; i < n; i++) {
        first[i] = beta1 * first[i] + take1 * g[i];
        second[i] = beta2 * second[i] + take2 * g[i] * g[i];
        largest[i] = second[i] <= largest[i] ? largest[i] : second[i];
        float root = (float) Math.sqrt(largest[i] * unbias2);
        p[i] -= rate * (first[i] * unbias1 / (root + epsilon));
      }
    }
  }

  private static final class Nadam extends CpuUpdateRule {
    private final UpdateRule.Nadam rule;
    private final float beta1;
    private final float beta2;
    private final float take1;
    private final float take2;
    private final float epsilon;
    private float now;
    private float next;
    private float unbias2;

    Nadam(UpdateRule.Nadam rule) {
      this.rule = rule;
      beta1 = (float) rule.beta1();
      beta2 = (float) rule.beta2();
      take1 = (float) (1 - rule.beta1());
      take2 = (float) (1 - rule.beta2());
      epsilon = (float) rule.epsilon();
    }

    @Override
    void begin(int step) {
      double t = step + 1.0;
      now = (float) ((1 - rule.mu(t)) / (1 - rule.product(t)));
      next = (float) (rule.mu(t + 1) / (1 - rule.product(t + 1)));
      unbias2 = unbias(rule.beta2(), step);
    }

    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] first = m[0];
      float[] second = m[1];
      for (int i = 0; i < n; i++) {
        first[i] = beta1 * first[i] + take1 * g[i];
        second[i] = beta2 * second[i] + take2 * g[i] * g[i];
        float root = (float) Math.sqrt(second[i] * unbias2);
        p[i] -= rate * ((now * g[i] + next * first[i]) / (root + epsilon));
      }
    }
  }

  private static final class Lion extends CpuUpdateRule {
    private final float beta1;
    private final float beta2;
    private final float take1;
    private final float take2;

    Lion(UpdateRule.Lion rule) {
      beta1 = (float) rule.beta1();
      beta2 = (float) rule.beta2();
      take1 = (float) (1 - rule.beta1());
      take2 = (float) (1 - rule.beta2());
    }

    @Override
    void apply(int n, float[] p, float[] g, float[][] m, float rate) {
      float[] average = m[0];
      for (int i = 0; i < n; i++) {
        p[i] -= rate * Math.signum(beta1 * average[i] + take1 * g[i]);
      }
      follow(n, average, g, beta2, take2, false);
    }
  }
}
