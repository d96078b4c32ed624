package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Adam with Nesterov momentum.
 *
 * <p>Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016.
 *
 * @param momentumDecay how fast the momentum grows from half of beta1 to beta1; 0 for never
 * @param weightDecay added to the gradient times the parameter (coupled L2)
 * @param decoupledDecay instead, each step takes {@code learningRate * weightDecay} of the
 *     parameter away
 */
public record Nadam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double momentumDecay,
    double weightDecay,
    boolean decoupledDecay)
    implements Optimizer {

  public Nadam {
    Hyperparameters.require("nadam", learningRate, weightDecay);
    new UpdateRule.Nadam(beta1, beta2, epsilon, momentumDecay);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, momentum decay 0.004, no weight decay. */
  public static Nadam of(double learningRate) {
    return new Nadam(learningRate, 0.9, 0.999, 1e-8, 4e-3, 0, false);
  }

  /** This optimiser with other decay rates of its moments. */
  public Nadam betas(double newBeta1, double newBeta2) {
    return new Nadam(
        learningRate, newBeta1, newBeta2, epsilon, momentumDecay, weightDecay, decoupledDecay);
  }

  /** This optimiser with another epsilon. */
  public Nadam epsilon(double newEpsilon) {
    return new Nadam(
        learningRate, beta1, beta2, newEpsilon, momentumDecay, weightDecay, decoupledDecay);
  }

  /** This optimiser with a momentum that grows faster or slower. */
  public Nadam momentumDecay(double newMomentumDecay) {
    return new Nadam(
        learningRate, beta1, beta2, epsilon, newMomentumDecay, weightDecay, decoupledDecay);
  }

  /** This optimiser with weight decay, coupled. */
  public Nadam weightDecay(double newWeightDecay) {
    return new Nadam(learningRate, beta1, beta2, epsilon, momentumDecay, newWeightDecay, false);
  }

  /** This optimiser with weight decay, decoupled. */
  public Nadam decoupledDecay(double newWeightDecay) {
    return new Nadam(learningRate, beta1, beta2, epsilon, momentumDecay, newWeightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(
        new UpdateRule.Nadam(beta1, beta2, epsilon, momentumDecay), decoupledDecay);
  }
}
