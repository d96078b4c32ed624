package io.fovea.op;

import java.util.List;

/** Sum of the squares of all elements of x, as a scalar. */
public record SumSquares() implements Op {
  @Override
  public String name() {
    return "sum_squares";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    return List.of(TensorType.real());
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(2 * inputs.get(0).shape().elements(), inputs, outputs);
  }
}
