package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import java.util.List;

/**
 * Counts the rows whose label is among the k largest scores: {@code state += 1} where fewer than k
 * classes rank before the label, which those do with a larger score, or with an equal one and a
 * smaller number. A row with a NaN score or a label outside the classes is not counted. Inputs
 * {@code state} (I32 scalar), {@code x [n, c]}, {@code labels [n]} (I32); no outputs.
 */
public record AccumulateTopK(int k) implements Op {
  public AccumulateTopK {
    require(k >= 1, "k must be at least 1, got %d", k);
  }

  @Override
  public String name() {
    return "accumulate_top_k";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x", "labels");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.scalar("state", inputs.get(0), DType.I32);
    Rules.classification("x", inputs.get(1), inputs.get(2));
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return input == 2 ? inputs.get(1).shape().dim(1) : 1024;
  }
}
