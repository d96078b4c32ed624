package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Stochastic gradient descent, with momentum if that is above 0, in PyTorch's form: the velocity
 * does not contain the learning rate.
 *
 * @param dampening the velocity takes {@code 1 - dampening} of each gradient but the first
 * @param weightDecay added to the gradient times the parameter (coupled L2)
 * @param decoupledDecay instead, each step takes {@code learningRate * weightDecay} of the
 *     parameter away
 */
public record Sgd(
    double learningRate,
    double momentum,
    double dampening,
    boolean nesterov,
    double weightDecay,
    boolean decoupledDecay)
    implements Optimizer {

  public Sgd {
    Hyperparameters.require("sgd", learningRate, weightDecay);
    new UpdateRule.Sgd(momentum, dampening, nesterov);
  }

  /** Without momentum. */
  public static Sgd of(double learningRate) {
    return new Sgd(learningRate, 0, 0, false, 0, false);
  }

  /** This optimiser with momentum. */
  public Sgd momentum(double newMomentum) {
    return new Sgd(learningRate, newMomentum, dampening, nesterov, weightDecay, decoupledDecay);
  }

  /** This optimiser with Nesterov momentum. */
  public Sgd nesterov(double newMomentum) {
    return new Sgd(learningRate, newMomentum, 0, true, weightDecay, decoupledDecay);
  }

  /** This optimiser with dampened momentum. */
  public Sgd dampening(double newDampening) {
    return new Sgd(learningRate, momentum, newDampening, nesterov, weightDecay, decoupledDecay);
  }

  /** This optimiser with weight decay, coupled. */
  public Sgd weightDecay(double newWeightDecay) {
    return new Sgd(learningRate, momentum, dampening, nesterov, newWeightDecay, false);
  }

  /** This optimiser with weight decay, decoupled. */
  public Sgd decoupledDecay(double newWeightDecay) {
    return new Sgd(learningRate, momentum, dampening, nesterov, newWeightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(new UpdateRule.Sgd(momentum, dampening, nesterov), decoupledDecay);
  }
}
