package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Adam, with bias correction.
 *
 * <p>Source: Kingma, Ba, "Adam: a method for stochastic optimization", 2015; AMSGrad: Reddi, Kale,
 * Kumar, "On the convergence of Adam and beyond", 2018.
 *
 * @param weightDecay added to the gradient times the parameter (coupled L2); {@link AdamW} is the
 *     decoupled form
 * @param amsgrad divide by the largest second moment so far, not by the newest
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean amsgrad)
    implements Optimizer {

  public Adam {
    Hyperparameters.require("adam", learningRate, weightDecay);
    new UpdateRule.Adam(beta1, beta2, epsilon, amsgrad);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, no weight decay. */
  public static Adam of(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0, false);
  }

  /** This optimiser with other decay rates of its moments. */
  public Adam betas(double newBeta1, double newBeta2) {
    return new Adam(learningRate, newBeta1, newBeta2, epsilon, weightDecay, amsgrad);
  }

  /** This optimiser with another epsilon. */
  public Adam epsilon(double newEpsilon) {
    return new Adam(learningRate, beta1, beta2, newEpsilon, weightDecay, amsgrad);
  }

  /** This optimiser with weight decay. */
  public Adam weightDecay(double newWeightDecay) {
    return new Adam(learningRate, beta1, beta2, epsilon, newWeightDecay, amsgrad);
  }

  /** This optimiser as AMSGrad. */
  public Adam withAmsgrad() {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(new UpdateRule.Adam(beta1, beta2, epsilon, amsgrad), false);
  }
}
