package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.LossFunction;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Cross-entropy of yes and no, for each element of the output by itself: {@code -p t log(x) - (1 -
 * t) log(1 - x)}, the mean over all elements. The output holds probabilities; where the model ends
 * in a sigmoid, the stable {@link SigmoidCrossEntropy} of what went into that is taken. What a
 * logarithm is taken of counts as at least {@link io.fovea.op.CrossEntropy#FLOOR}.
 *
 * @param labelSmoothing in [0, 1): how far targets move towards 1/2
 * @param weights factors of the terms, one for each entry of the output's last axis; none for ones
 * @param positiveWeights likewise p, factors of what counts for t; none for ones
 */
public record BinaryCrossEntropy(
    double labelSmoothing, List<Double> weights, List<Double> positiveWeights) implements Loss {
  public BinaryCrossEntropy {
    Terms.requireSmoothing("binary cross-entropy", labelSmoothing);
    weights = Terms.requireWeights("binary cross-entropy: weights", weights);
    positiveWeights =
        Terms.requireWeights("binary cross-entropy: positive weights", positiveWeights);
  }

  /** Without smoothing and weights. */
  public BinaryCrossEntropy() {
    this(0, List.of(), List.of());
  }

  /** This loss with another label smoothing. */
  public BinaryCrossEntropy labelSmoothing(double smoothing) {
    return new BinaryCrossEntropy(smoothing, weights, positiveWeights);
  }

  /** This loss with factors of the terms, one for each unit. */
  public BinaryCrossEntropy weights(Double... newWeights) {
    return new BinaryCrossEntropy(labelSmoothing, List.of(newWeights), positiveWeights);
  }

  /** This loss with factors of what counts for targets of 1, one for each unit. */
  public BinaryCrossEntropy positiveWeights(Double... newWeights) {
    return new BinaryCrossEntropy(labelSmoothing, weights, List.of(newWeights));
  }

  @Override
  public List<Target> targets(Shape output) {
    return BinaryTerms.targets("binary cross-entropy", weights, positiveWeights, output);
  }

  @Override
  public Scored build(GraphBuilder graph, Value output, Value target) {
    if (Terms.ofSigmoid(graph, output) != null) {
      return new SigmoidCrossEntropy(labelSmoothing, weights, positiveWeights)
          .build(graph, output, target);
    }
    Terms.requireProbabilities(
        graph, output, "binary cross-entropy", "Sigmoid", SigmoidCrossEntropy.class);
    Value loss =
        new BinaryTerms(LossFunction.BINARY_CROSS_ENTROPY, labelSmoothing)
            .weighted(weights, positiveWeights)
            .build(graph, output, target);
    return new Scored(loss, output);
  }
}
