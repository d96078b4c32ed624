package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * RMSprop: gradients divided by the root of their mean square, or if centred by their deviation.
 *
 * <p>Source: Tieleman, Hinton, "RMSProp", COURSERA lecture 6.5, 2012; centred: Graves, "Generating
 * sequences with recurrent neural networks", 2013.
 *
 * @param alpha how much of the averages each step keeps
 * @param epsilon added to the root, not within it
 * @param weightDecay added to the gradient times the parameter (coupled L2)
 * @param decoupledDecay instead, each step takes {@code learningRate * weightDecay} of the
 *     parameter away
 */
public record RmsProp(
    double learningRate,
    double alpha,
    double epsilon,
    double momentum,
    boolean centred,
    double weightDecay,
    boolean decoupledDecay)
    implements Optimizer {

  public RmsProp {
    Hyperparameters.require("rmsprop", learningRate, weightDecay);
    new UpdateRule.RmsProp(alpha, epsilon, momentum, centred);
  }

  /** Alpha 0.99, epsilon 1e-8, not centred, no momentum, no weight decay. */
  public static RmsProp of(double learningRate) {
    return new RmsProp(learningRate, 0.99, 1e-8, 0, false, 0, false);
  }

  /** This optimiser with longer or shorter averages. */
  public RmsProp alpha(double newAlpha) {
    return new RmsProp(
        learningRate, newAlpha, epsilon, momentum, centred, weightDecay, decoupledDecay);
  }

  /** This optimiser with another epsilon. */
  public RmsProp epsilon(double newEpsilon) {
    return new RmsProp(
        learningRate, alpha, newEpsilon, momentum, centred, weightDecay, decoupledDecay);
  }

  /** This optimiser with momentum. */
  public RmsProp momentum(double newMomentum) {
    return new RmsProp(
        learningRate, alpha, epsilon, newMomentum, centred, weightDecay, decoupledDecay);
  }

  /** This optimiser, centred. */
  public RmsProp withCentring() {
    return new RmsProp(learningRate, alpha, epsilon, momentum, true, weightDecay, decoupledDecay);
  }

  /** This optimiser with weight decay, coupled. */
  public RmsProp weightDecay(double newWeightDecay) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, centred, newWeightDecay, false);
  }

  /** This optimiser with weight decay, decoupled. */
  public RmsProp decoupledDecay(double newWeightDecay) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, centred, newWeightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(
        new UpdateRule.RmsProp(alpha, epsilon, momentum, centred), decoupledDecay);
  }
}
