package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Adam with decoupled weight decay.
 *
 * <p>Source: Loshchilov, Hutter, "Decoupled weight decay regularization", 2019, algorithm 2.
 *
 * @param weightDecay each step takes {@code learningRate * weightDecay} of the parameter away
 * @param amsgrad divide by the largest second moment so far, not by the newest
 */
public record AdamW(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean amsgrad)
    implements Optimizer {

  public AdamW {
    Hyperparameters.require("adamw", learningRate, weightDecay);
    new UpdateRule.Adam(beta1, beta2, epsilon, amsgrad);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01. */
  public static AdamW of(double learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-8, 0.01, false);
  }

  /** This optimiser with other decay rates of its moments. */
  public AdamW betas(double newBeta1, double newBeta2) {
    return new AdamW(learningRate, newBeta1, newBeta2, epsilon, weightDecay, amsgrad);
  }

  /** This optimiser with another epsilon. */
  public AdamW epsilon(double newEpsilon) {
    return new AdamW(learningRate, beta1, beta2, newEpsilon, weightDecay, amsgrad);
  }

  /** This optimiser with another weight decay. */
  public AdamW weightDecay(double newWeightDecay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, newWeightDecay, amsgrad);
  }

  /** This optimiser as AMSGrad. */
  public AdamW withAmsgrad() {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(new UpdateRule.Adam(beta1, beta2, epsilon, amsgrad), true);
  }
}
