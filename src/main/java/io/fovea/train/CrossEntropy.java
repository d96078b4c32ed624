package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Constant;
import io.fovea.op.LossFunction;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Cross-entropy between classes and probabilities, {@code -sum of w t log(p)}. The output is {@code
 * [n, classes]}; where the model ends in a softmax or in the logarithm of one, the stable {@link
 * SoftmaxCrossEntropy} of what went into that is taken. A probability counts as at least {@link
 * io.fovea.op.CrossEntropy#FLOOR}. Targets are classes, or how much of each class an example is,
 * which adds up to 1.
 *
 * @param labelSmoothing e in [0, 1): targets become {@code (1 - e) t + e / classes}
 * @param weights w, how much each class counts; none for ones
 */
public record CrossEntropy(double labelSmoothing, List<Double> weights) implements Loss {
  public CrossEntropy {
    Terms.requireSmoothing("cross-entropy", labelSmoothing);
    weights = Terms.requireWeights("cross-entropy: weights", weights);
  }

  /** Without smoothing and weights. */
  public CrossEntropy() {
    this(0, List.of());
  }

  /** This loss with another label smoothing. */
  public CrossEntropy labelSmoothing(double smoothing) {
    return new CrossEntropy(smoothing, weights);
  }

  /** This loss with weights, one for each class. */
  public CrossEntropy weights(Double... newWeights) {
    return new CrossEntropy(labelSmoothing, List.of(newWeights));
  }

  @Override
  public List<Target> targets(Shape output) {
    return new ClassTerms(labelSmoothing, weights).targets("cross-entropy", output);
  }

  @Override
  public Scored build(GraphBuilder graph, Value output, Value target) {
    if (Terms.ofSoftmax(graph, output) != null) {
      return new SoftmaxCrossEntropy(labelSmoothing, weights).build(graph, output, target);
    }
    Terms.requireProbabilities(
        graph, output, "cross-entropy", "Softmax", SoftmaxCrossEntropy.class);
    if (ClassTerms.areLabels(target)) {
      return new Scored(graph.emit(new io.fovea.op.CrossEntropy(), output, target), output);
    }
    // Binary cross-entropy of a target of 1 is -log(p).
    Value ones = graph.emit(new Constant(1, output.shape()));
    Value terms = Terms.of(graph, LossFunction.BINARY_CROSS_ENTROPY, 0, output, ones);
    ClassTerms classes = new ClassTerms(labelSmoothing, weights);
    return new Scored(classes.weighted(graph, target, terms, 1), output);
  }
}
