package io.fovea.op;

import java.util.List;

/**
 * Cross-entropy from logits, fused with softmax so that it neither overflows nor takes the
 * logarithm of zero: {@code loss[n] = log(sum of exp(x[n] - max)) + max - x[n, labels[n]]}. Inputs
 * {@code x [n, c]}, {@code labels [n]} (I32); outputs {@code loss [n]} and {@code y [n, c]}, the
 * probabilities. A label outside 0 to c - 1 gives a NaN loss.
 */
public record SoftmaxCrossEntropy() implements Op {
  @Override
  public String name() {
    return "softmax_cross_entropy";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "labels");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 2);
    Rules.classification("x", inputs.get(0), inputs.get(1));
    return List.of(TensorType.real(inputs.get(0).shape().dim(0)), inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    if (context.wants(0)) {
      context.set(
          0,
          context.emit(
              new SoftmaxCrossEntropyGradient(),
              context.output(1),
              context.input(1),
              context.dy()));
    }
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return inputs.get(0).shape().dim(-1);
  }
}
