package io.fovea.op;

import java.util.List;

/**
 * Smallest element of each window, and which tap held it: {@link MaxPool2d} with the order turned
 * round. Input {@code x [n, ih, iw, c]}; outputs {@code y [n, oh, ow, c]} and {@code index [n, oh,
 * ow, c]}. Padding never wins. Of equal elements the first tap wins, and alone gets the gradient;
 * the first NaN wins over everything.
 */
public record MinPool2d(PoolGeometry geometry) implements Op {
  @Override
  public String name() {
    return "min_pool2d";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return new MaxPool2d(geometry).infer(inputs);
  }

  /** That of max pooling: the winner of a window gets its dy. */
  @Override
  public void gradient(GradientContext context) {
    new MaxPool2d(geometry).gradient(context);
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return new MaxPool2d(geometry).cost(inputs, outputs);
  }
}
