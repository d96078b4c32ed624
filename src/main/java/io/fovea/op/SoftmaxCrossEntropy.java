package io.fovea.op;

import java.util.List;

/**
 * Cross-entropy from logits, fused with softmax so that it neither overflows nor takes the
 * logarithm of zero: {@code loss[n] = log(sum of exp(x[n] - max)) + max - x[n, labels[n]]}. Inputs
 * {@code x [n, c]}, {@code labels [n]} (I32); outputs {@code loss [n]} and {@code y [n, c]}, the
 * probabilities. A label outside 0 to c - 1 gives a NaN loss.
 *
 * @param differentiated whether the gradient is made at once, where the one that arrives does not
 *     depend on the loss, as that of a mean: with a third input {@code dloss [n]} the second output
 *     is {@code dx [n, c]}, as {@link SoftmaxCrossEntropyGradient} makes it of the probabilities
 */
public record SoftmaxCrossEntropy(boolean differentiated) implements Op {
  /** Loss and probabilities. */
  public SoftmaxCrossEntropy() {
    this(false);
  }

  @Override
  public String name() {
    return "softmax_cross_entropy";
  }

  @Override
  public List<String> inputNames() {
    return differentiated ? List.of("x", "labels", "dloss") : List.of("x", "labels");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, inputNames().size());
    Rules.classification("x", inputs.get(0), inputs.get(1));
    if (differentiated) {
      Rules.perRow("dloss", inputs.get(2), inputs.get(0));
    }
    return List.of(TensorType.real(inputs.get(0).shape().dim(0)), inputs.get(0));
  }

  @Override
  public void gradient(GradientContext context) {
    if (differentiated) {
      throw new UnsupportedOperationException(name() + " was differentiated already");
    }
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
