package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.LogSoftmax;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Cross-entropy between classes and the softmax of the model's output, {@code -sum of w t log(p)},
 * fused so that it neither overflows nor takes the logarithm of zero. The output is {@code [n,
 * classes]}, logits; where the model ends in a softmax, what went into that. Targets are classes,
 * or how much of each class an example is, which adds up to 1.
 *
 * <p>Smoothing and weights are PyTorch's, before its mean (see {@link Loss}).
 *
 * @param labelSmoothing e in [0, 1): targets become {@code (1 - e) t + e / classes}
 * @param weights w, how much each class counts; none for ones
 */
public record SoftmaxCrossEntropy(double labelSmoothing, List<Double> weights) implements Loss {
  public SoftmaxCrossEntropy {
    Terms.requireSmoothing("softmax cross-entropy", labelSmoothing);
    weights = Terms.requireWeights("softmax cross-entropy: weights", weights);
  }

  /** Without smoothing and weights. */
  public SoftmaxCrossEntropy() {
    this(0, List.of());
  }

  /** This loss with another label smoothing. */
  public SoftmaxCrossEntropy labelSmoothing(double smoothing) {
    return new SoftmaxCrossEntropy(smoothing, weights);
  }

  /** This loss with weights, one for each class. */
  public SoftmaxCrossEntropy weights(Double... newWeights) {
    return new SoftmaxCrossEntropy(labelSmoothing, List.of(newWeights));
  }

  @Override
  public List<Target> targets(Shape output) {
    return new ClassTerms(labelSmoothing, weights).targets("softmax cross-entropy", output);
  }

  @Override
  public Scored build(GraphBuilder graph, Value output, Value target) {
    Value argument = Terms.ofSoftmax(graph, output);
    Value logits = argument == null ? output : argument;
    if (ClassTerms.areLabels(target)) {
      List<Value> results =
          graph.emitAll(new io.fovea.op.SoftmaxCrossEntropy(), List.of(logits, target));
      return new Scored(results.get(0), logits);
    }
    Value logarithms = graph.emit(new LogSoftmax(), logits);
    ClassTerms terms = new ClassTerms(labelSmoothing, weights);
    return new Scored(terms.weighted(graph, target, logarithms, -1), logits);
  }
}
