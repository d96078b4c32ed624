package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Activate;
import io.fovea.op.ActivationFunction;
import io.fovea.op.LossFunction;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Cross-entropy of yes and no, for each element of the output by itself: {@code -p t log(s) - (1 -
 * t) log(1 - s)} with s the sigmoid of the output, fused so that it neither overflows nor takes the
 * logarithm of zero; the mean over all elements. The output holds logits; where the model ends in a
 * sigmoid, what went into that. Targets lie in [0, 1], of any number of classes that exclude each
 * other or not; examples that have two classes are compared with 0 and 1.
 *
 * @param labelSmoothing in [0, 1): how far targets move towards 1/2
 * @param weights factors of the terms, one for each entry of the output's last axis; none for ones
 * @param positiveWeights likewise p, factors of what counts for t; none for ones
 */
public record SigmoidCrossEntropy(
    double labelSmoothing, List<Double> weights, List<Double> positiveWeights) implements Loss {
  public SigmoidCrossEntropy {
    Terms.requireSmoothing("sigmoid cross-entropy", labelSmoothing);
    weights = Terms.requireWeights("sigmoid cross-entropy: weights", weights);
    positiveWeights =
        Terms.requireWeights("sigmoid cross-entropy: positive weights", positiveWeights);
  }

  /** Without smoothing and weights. */
  public SigmoidCrossEntropy() {
    this(0, List.of(), List.of());
  }

  /** This loss with another label smoothing. */
  public SigmoidCrossEntropy labelSmoothing(double smoothing) {
    return new SigmoidCrossEntropy(smoothing, weights, positiveWeights);
  }

  /** This loss with factors of the terms, one for each unit. */
  public SigmoidCrossEntropy weights(Double... newWeights) {
    return new SigmoidCrossEntropy(labelSmoothing, List.of(newWeights), positiveWeights);
  }

  /** This loss with factors of what counts for targets of 1, one for each unit. */
  public SigmoidCrossEntropy positiveWeights(Double... newWeights) {
    return new SigmoidCrossEntropy(labelSmoothing, weights, List.of(newWeights));
  }

  @Override
  public List<Target> targets(Shape output) {
    return BinaryTerms.targets("sigmoid cross-entropy", weights, positiveWeights, output);
  }

  @Override
  public Scored build(GraphBuilder graph, Value output, Value target) {
    Value argument = Terms.ofSigmoid(graph, output);
    Value logits = argument == null ? output : argument;
    Value loss =
        new BinaryTerms(LossFunction.BINARY_CROSS_ENTROPY_OF_LOGIT, labelSmoothing)
            .weighted(weights, positiveWeights)
            .build(graph, logits, target);
    Value scores =
        argument == null ? graph.emit(new Activate(ActivationFunction.SIGMOID), logits) : output;
    return new Scored(loss, scores);
  }
}
