package io.fovea.op;

import java.util.List;

/**
 * {@code dx[n, c] = c == labels[n] ? -dloss[n] / max(x[n, c], 2^-126) : 0}. Inputs {@code x [n,
 * c]}, {@code labels [n]} (I32), {@code dloss [n]}; output {@code dx [n, c]}.
 */
public record CrossEntropyGradient() implements Op {
  @Override
  public String name() {
    return "cross_entropy_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "labels", "dloss");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.classification("x", inputs.get(0), inputs.get(1));
    Rules.perRow("dloss", inputs.get(2), inputs.get(0));
    return List.of(inputs.get(0));
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return inputs.get(0).shape().dim(-1);
  }
}
