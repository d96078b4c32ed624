package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Adds one to {@code state[label, prediction]} for each row, the prediction being the first class
 * with the largest score; its trace counts the correct ones. A row with a NaN score is counted in
 * one more column, if the state has one; a row with a label outside the classes is not. Inputs
 * {@code state [c, c]} or {@code [c, c + 1]} (I32), {@code x [n, c]}, {@code labels [n]} (I32); no
 * outputs.
 */
public record AccumulateConfusion() implements Op {
  @Override
  public String name() {
    return "accumulate_confusion";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x", "labels");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.dtype("state", inputs.get(0), DType.I32);
    Rules.classification("x", inputs.get(1), inputs.get(2));
    int classes = inputs.get(1).shape().dim(1);
    Shape state = inputs.get(0).shape();
    require(
        state.equals(Shape.of(classes, classes)) || state.equals(Shape.of(classes, classes + 1)),
        "state must be [%d, %d] or one column wider for x %s, got %s",
        classes,
        classes,
        inputs.get(1).shape(),
        state);
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
