package io.fovea.op;

import java.util.List;

/**
 * Cross-entropy from probabilities: {@code loss[n] = -log(max(x[n, labels[n]], 2^-126))}. Inputs
 * {@code x [n, c]}, {@code labels [n]} (I32); output {@code loss [n]}. A label outside 0 to c - 1
 * gives a NaN loss; NaN stays NaN.
 */
public record CrossEntropy() implements Op {
  /** Probabilities below this, the smallest normal float, count as this. */
  public static final double FLOOR = 0x1p-126;

  @Override
  public String name() {
    return "cross_entropy";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "labels");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.classification("x", inputs.get(0), inputs.get(1));
    return List.of(TensorType.real(inputs.get(0).shape().dim(0)));
  }

  @Override
  public void gradient(GradientContext context) {
    if (context.wants(0)) {
      context.set(
          0,
          context.emit(
              new CrossEntropyGradient(), context.input(0), context.input(1), context.dy()));
    }
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return inputs.get(0).shape().dim(-1);
  }
}
