package io.fovea.op;

import java.util.List;

/**
 * The place of the largest element along the last axis: {@code y[n] = c} for the first c with the
 * largest {@code x[n, c]}, and -1 where one is NaN. Input {@code x [n, c]}; output {@code y [n]}
 * (I32). It has no gradient.
 */
public record ArgMax() implements Op {
  @Override
  public String name() {
    return "arg_max";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    Rules.rank("x", inputs.get(0), 2, "[n, c]");
    return List.of(TensorType.ints(inputs.get(0).shape().dim(0)));
  }

  @Override
  public boolean isDifferentiable(int output) {
    return false;
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(inputs.get(0).shape().elements(), inputs, outputs);
  }
}
