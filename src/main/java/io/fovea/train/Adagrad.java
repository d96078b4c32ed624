package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Adagrad: a rate for each parameter, divided by the root of the sum of its squared gradients.
 *
 * <p>Source: Duchi, Hazan, Singer, "Adaptive subgradient methods", 2011.
 *
 * @param rateDecay after n steps the rate is divided by {@code 1 + rateDecay n}
 * @param initial what the sums begin with
 * @param weightDecay added to the gradient times the parameter (coupled L2)
 * @param decoupledDecay instead, each step takes {@code learningRate * weightDecay} of the
 *     parameter away
 */
public record Adagrad(
    double learningRate,
    double rateDecay,
    double initial,
    double epsilon,
    double weightDecay,
    boolean decoupledDecay)
    implements Optimizer {

  public Adagrad {
    Hyperparameters.require("adagrad", learningRate, weightDecay);
    new UpdateRule.Adagrad(rateDecay, initial, epsilon);
  }

  /** Sums from 0 on, epsilon 1e-10, neither decay. */
  public static Adagrad of(double learningRate) {
    return new Adagrad(learningRate, 0, 0, 1e-10, 0, false);
  }

  /** This optimiser with a rate that falls with the steps. */
  public Adagrad rateDecay(double newRateDecay) {
    return new Adagrad(learningRate, newRateDecay, initial, epsilon, weightDecay, decoupledDecay);
  }

  /** This optimiser with sums that begin with a number. */
  public Adagrad initial(double newInitial) {
    return new Adagrad(learningRate, rateDecay, newInitial, epsilon, weightDecay, decoupledDecay);
  }

  /** This optimiser with another epsilon. */
  public Adagrad epsilon(double newEpsilon) {
    return new Adagrad(learningRate, rateDecay, initial, newEpsilon, weightDecay, decoupledDecay);
  }

  /** This optimiser with weight decay, coupled. */
  public Adagrad weightDecay(double newWeightDecay) {
    return new Adagrad(learningRate, rateDecay, initial, epsilon, newWeightDecay, false);
  }

  /** This optimiser with weight decay, decoupled. */
  public Adagrad decoupledDecay(double newWeightDecay) {
    return new Adagrad(learningRate, rateDecay, initial, epsilon, newWeightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(new UpdateRule.Adagrad(rateDecay, initial, epsilon), decoupledDecay);
  }
}
