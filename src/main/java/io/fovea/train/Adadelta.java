package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Adadelta: steps as large as the recent steps beside the recent gradients.
 *
 * <p>Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012.
 *
 * @param rho how much of the averages each step keeps
 * @param epsilon added within both roots
 * @param weightDecay added to the gradient times the parameter (coupled L2)
 * @param decoupledDecay instead, each step takes {@code learningRate * weightDecay} of the
 *     parameter away
 */
public record Adadelta(
    double learningRate, double rho, double epsilon, double weightDecay, boolean decoupledDecay)
    implements Optimizer {

  public Adadelta {
    Hyperparameters.require("adadelta", learningRate, weightDecay);
    new UpdateRule.Adadelta(rho, epsilon);
  }

  /** Rho 0.9, epsilon 1e-6, no weight decay; the paper and PyTorch take a learning rate of 1. */
  public static Adadelta of(double learningRate) {
    return new Adadelta(learningRate, 0.9, 1e-6, 0, false);
  }

  /** This optimiser with longer or shorter averages. */
  public Adadelta rho(double newRho) {
    return new Adadelta(learningRate, newRho, epsilon, weightDecay, decoupledDecay);
  }

  /** This optimiser with another epsilon. */
  public Adadelta epsilon(double newEpsilon) {
    return new Adadelta(learningRate, rho, newEpsilon, weightDecay, decoupledDecay);
  }

  /** This optimiser with weight decay, coupled. */
  public Adadelta weightDecay(double newWeightDecay) {
    return new Adadelta(learningRate, rho, epsilon, newWeightDecay, false);
  }

  /** This optimiser with weight decay, decoupled. */
  public Adadelta decoupledDecay(double newWeightDecay) {
    return new Adadelta(learningRate, rho, epsilon, newWeightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(new UpdateRule.Adadelta(rho, epsilon), decoupledDecay);
  }
}
