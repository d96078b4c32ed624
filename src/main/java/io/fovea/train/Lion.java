package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.UpdateRule;

/**
 * Lion: every parameter moves by the learning rate, in the direction of the sign of an average of
 * gradients. Its rate is three to ten times smaller than Adam's.
 *
 * <p>Source: Chen and others, "Symbolic discovery of optimization algorithms", 2023.
 *
 * @param beta1 weight of the average beside the newest gradient, in the direction
 * @param beta2 weight of the average beside the newest gradient, in the next average
 * @param weightDecay each step takes {@code learningRate * weightDecay} of the parameter away
 *     (decoupled)
 */
public record Lion(double learningRate, double beta1, double beta2, double weightDecay)
    implements Optimizer {

  public Lion {
    Hyperparameters.require("lion", learningRate, weightDecay);
    new UpdateRule.Lion(beta1, beta2);
  }

  /** Betas 0.9 and 0.99, no weight decay. */
  public static Lion of(double learningRate) {
    return new Lion(learningRate, 0.9, 0.99, 0);
  }

  /** This optimiser with other weights of its average. */
  public Lion betas(double newBeta1, double newBeta2) {
    return new Lion(learningRate, newBeta1, newBeta2, weightDecay);
  }

  /** This optimiser with weight decay. */
  public Lion weightDecay(double newWeightDecay) {
    return new Lion(learningRate, beta1, beta2, newWeightDecay);
  }

  @Override
  public FlatUpdate step() {
    return new FlatUpdate(new UpdateRule.Lion(beta1, beta2), true);
  }
}
