package io.fovea.check;

import static io.fovea.check.Bound.FUNCTION;

import io.fovea.op.FlatUpdate;
import io.fovea.op.RunningMean;
import io.fovea.op.UpdateRule;
import java.util.Arrays;
import java.util.List;

/**
 * Bounds of an optimiser's step: its formula in {@link Rounded} numbers. Backends may take factors
 * in other orders, multiply by a reciprocal, or compute what all elements share in double; twice
 * the bound has room for the one or two roundings that this differs by.
 */
final class OptimizerBounds {
  private static final double ORDERS = 2;

  private OptimizerBounds() {}

  static List<double[]> of(FlatUpdate op, Sample sample) {
    int moments = op.moments();
    int elements = sample.input(0).length();
    double[][] bounds = new double[1 + moments][elements];
    Rounded[] kept = new Rounded[moments];
    int step = (int) sample.input(3 + moments).item();
    for (int i = 0; i < elements; i++) {
      int block = i / FlatUpdate.BLOCK;
      for (int j = 0; j < moments; j++) {
        kept[j] = Rounded.exact(sample.input(2 + j).get(i));
      }
      Rounded rate =
          Rounded.exact(sample.input(2 + moments).item())
              .times(Rounded.exact(sample.input(5 + moments).get(block)));
      Rounded decay = Rounded.exact(sample.input(6 + moments).get(block));
      Rounded p = Rounded.exact(sample.input(0).get(i));
      Rounded g = Rounded.exact(sample.input(1).get(i));
      if (op.decoupledDecay()) {
        p = p.minus(rate.times(decay).times(p));
      } else {
        g = g.plus(decay.times(p));
      }
      bounds[0][i] = ORDERS * p.minus(rate.times(direction(op.rule(), g, kept, step))).error();
      for (int j = 0; j < moments; j++) {
        bounds[1 + j][i] = ORDERS * kept[j].error();
      }
    }
    return Arrays.asList(bounds);
  }

  static List<double[]> runningMean(RunningMean op, Sample sample) {
    double count = sample.input(2).item();
    double[] bound = new double[sample.input(0).length()];
    for (int i = 0; i < bound.length && count > 0; i++) {
      Rounded before = Rounded.exact(sample.input(0).get(i));
      Rounded difference = Rounded.exact(sample.input(1).get(i)).minus(before);
      Rounded weight = Rounded.exact(op.n()).over(Rounded.of(count + op.n()));
      bound[i] = before.plus(weight.times(difference)).error();
    }
    return List.of(bound);
  }

  private static Rounded direction(UpdateRule rule, Rounded g, Rounded[] m, int step) {
    if (rule instanceof UpdateRule.Sgd r) {
      return sgd(r, g, m, step);
    }
    if (rule instanceof UpdateRule.Adagrad r) {
      m[0] = (step == 0 ? Rounded.of(r.initial()) : m[0]).plus(g.times(g));
      Rounded slower = Rounded.of(1 + r.rateDecay() * step, 3);
      return g.over(slower).over(m[0].root().plus(Rounded.of(r.epsilon())));
    }
    if (rule instanceof UpdateRule.Adadelta r) {
      Rounded epsilon = Rounded.of(r.epsilon());
      m[0] = average(m[0], g.times(g), r.rho());
      Rounded d = g.times(m[1].plus(epsilon).root()).over(m[0].plus(epsilon).root());
      m[1] = average(m[1], d.times(d), r.rho());
      return d;
    }
    if (rule instanceof UpdateRule.RmsProp r) {
      return rmsProp(r, g, m);
    }
    if (rule instanceof UpdateRule.Adam r) {
      m[0] = average(m[0], g, r.beta1());
      m[1] = average(m[1], g.times(g), r.beta2());
      m[m.length - 1] = r.amsgrad() ? m[1].max(m[2]) : m[1];
      return m[0].over(correction(r.beta1(), step)).over(root(m[m.length - 1], r.beta2(), r, step));
    }
    if (rule instanceof UpdateRule.Nadam r) {
      return nadam(r, g, m, step);
    }
    UpdateRule.Lion r = (UpdateRule.Lion) rule;
    Rounded sign = average(m[0], g, r.beta1()).sign();
    m[0] = average(m[0], g, r.beta2());
    return sign;
  }

  private static Rounded sgd(UpdateRule.Sgd r, Rounded g, Rounded[] m, int step) {
    if (r.moments() == 0) {
      return g;
    }
    Rounded momentum = Rounded.of(r.momentum());
    m[0] = step == 0 ? g : momentum.times(m[0]).plus(Rounded.of(1 - r.dampening()).times(g));
    return r.nesterov() ? g.plus(momentum.times(m[0])) : m[0];
  }

  private static Rounded rmsProp(UpdateRule.RmsProp r, Rounded g, Rounded[] m) {
    m[0] = average(m[0], g.times(g), r.alpha());
    Rounded spread = m[0];
    if (r.centred()) {
      m[1] = average(m[1], g, r.alpha());
      Rounded exact = m[0].minus(m[1].times(m[1]));
      spread = new Rounded(Math.max(exact.value(), 0), exact.error());
    }
    Rounded d = g.over(spread.root().plus(Rounded.of(r.epsilon())));
    if (r.momentum() == 0) {
      return d;
    }
    int velocity = m.length - 1;
    m[velocity] = Rounded.of(r.momentum()).times(m[velocity]).plus(d);
    return m[velocity];
  }

  /** The product's error: a rounded mu, with its function, and a product for each factor. */
  private static Rounded nadam(UpdateRule.Nadam r, Rounded g, Rounded[] m, int step) {
    m[0] = average(m[0], g, r.beta1());
    m[1] = average(m[1], g.times(g), r.beta2());
    int t = step + 1;
    int ofMu = FUNCTION + 6;
    Rounded mu = Rounded.of(r.mu(t), ofMu);
    Rounded next = Rounded.of(r.mu(t + 1.0), ofMu);
    Rounded product = Rounded.of(r.product(t), t < 1000 ? t * (ofMu + 1) : 1);
    Rounded one = Rounded.exact(1);
    Rounded now = one.minus(mu).over(one.minus(product)).times(g);
    Rounded later = next.over(one.minus(product.times(next))).times(m[0]);
    Rounded second = m[1].over(correction(r.beta2(), step)).root().plus(Rounded.of(r.epsilon()));
    return now.plus(later).over(second);
  }

  private static Rounded root(Rounded v, double beta2, UpdateRule.Adam r, int step) {
    return v.over(correction(beta2, step)).root().plus(Rounded.of(r.epsilon()));
  }

  /** {@code beta m + (1 - beta) x}. */
  private static Rounded average(Rounded m, Rounded x, double beta) {
    return Rounded.of(beta).times(m).plus(Rounded.of(1 - beta).times(x));
  }

  /** {@code 1 - beta^t}: a rounded logarithm, a product and a function, well-conditioned. */
  private static Rounded correction(double beta, int step) {
    return Rounded.of(1 - Math.pow(beta, step + 1.0), 2 + FUNCTION);
  }
}
