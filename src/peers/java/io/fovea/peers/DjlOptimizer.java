package io.fovea.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.fovea.train.Adam;
import io.fovea.train.Optimizer;
import io.fovea.train.Sgd;
import java.util.List;

/** The optimisers of the nets as DJL has them, or in its arrays where it has none. */
final class DjlOptimizer {
  private static final float NO_DECAY = 0;
  private static final float UNSCALED = 1;
  private static final float UNCLIPPED = -1;

  private final Optimizer optimizer;
  private final List<NDArray> parameters;
  private final List<NDArray> first;
  private final List<NDArray> second;
  private int step;

  DjlOptimizer(Optimizer optimizer, List<NDArray> parameters, NDManager manager) {
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.first = zeros(parameters, manager);
    this.second = optimizer instanceof Adam ? zeros(parameters, manager) : List.of();
    parameters.forEach(parameter -> parameter.setRequiresGradient(true));
  }

  private static List<NDArray> zeros(List<NDArray> parameters, NDManager manager) {
    return parameters.stream().map(parameter -> manager.zeros(parameter.getShape())).toList();
  }

  /** Changes all parameters by their gradients, and sets these to zero. */
  void step() {
    step++;
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      try (NDArray gradient = parameter.getGradient()) {
        if (optimizer instanceof Adam adam) {
          adam(adam, parameter, gradient, first.get(i), second.get(i));
        } else if (optimizer instanceof Sgd sgd && sgd.nesterov()) {
          nesterov(sgd, parameter, gradient, first.get(i));
        } else if (optimizer instanceof Sgd sgd) {
          momentum(sgd, parameter, gradient, first.get(i));
        } else {
          throw new IllegalStateException("DJL: no form of the optimiser " + optimizer + " here");
        }
      }
    }
  }

  private void adam(Adam adam, NDArray w, NDArray dw, NDArray mean, NDArray square) {
    double correction =
        Math.sqrt(1 - Math.pow(adam.beta2(), step)) / (1 - Math.pow(adam.beta1(), step));
    w.getNDArrayInternal()
        .adamUpdate(
            new NDList(w, dw, mean, square),
            new NDList(w),
            (float) adam.learningRate(),
            (float) (adam.learningRate() * correction),
            NO_DECAY,
            UNSCALED,
            UNCLIPPED,
            (float) adam.beta1(),
            (float) adam.beta2(),
            (float) adam.epsilon(),
            true,
            false);
  }

  private static void momentum(Sgd sgd, NDArray w, NDArray dw, NDArray velocity) {
    w.getNDArrayInternal()
        .sgdUpdate(
            new NDList(w, dw, velocity),
            new NDList(w),
            (float) sgd.learningRate(),
            NO_DECAY,
            UNSCALED,
            UNCLIPPED,
            (float) sgd.momentum(),
            true);
  }

  /** {@code NDArrayEx.nagUpdate} is not implemented for PyTorch. */
  private static void nesterov(Sgd sgd, NDArray w, NDArray dw, NDArray velocity) {
    velocity.muli(sgd.momentum()).addi(dw);
    try (NDArray ahead = velocity.mul(sgd.momentum())) {
      w.subi(ahead.addi(dw).muli(sgd.learningRate()));
    }
    JniUtils.zeroGrad((PtNDArray) w);
  }
}
