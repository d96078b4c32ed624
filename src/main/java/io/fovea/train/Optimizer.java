package io.fovea.train;

import io.fovea.op.FlatUpdate;
import io.fovea.op.Op;

/** How gradients change parameters: an immutable value. Moments belong to the trainer. */
public interface Optimizer {
  /** The learning rate that a {@link Schedule} multiplies. */
  double learningRate();

  /** Weight decay of the parameters that decay. */
  double weightDecay();

  /** The op of one step over all parameters; its inputs are those of {@link FlatUpdate}. */
  Op step();

  /** How many numbers its op keeps for each parameter. */
  default int moments() {
    return step().updates().size() - 1;
  }
}
