package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Add;
import io.fovea.op.Constant;
import io.fovea.op.LossFunction;
import io.fovea.op.Multiply;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.Collections;
import java.util.List;

/**
 * What both forms of binary cross-entropy have in common. A positive weight p makes {@code -p t
 * log(s)} of {@code -t log(s)}, which adds {@code (p - 1) t} times the loss for a target of 1.
 */
record BinaryTerms(
    LossFunction function,
    double labelSmoothing,
    List<Double> weights,
    List<Double> positiveWeights) {

  BinaryTerms(LossFunction function, double labelSmoothing) {
    this(function, labelSmoothing, List.of(), List.of());
  }

  BinaryTerms weighted(List<Double> newWeights, List<Double> newPositiveWeights) {
    return new BinaryTerms(function, labelSmoothing, newWeights, newPositiveWeights);
  }

  static List<Target> targets(
      String loss, List<Double> weights, List<Double> positiveWeights, Shape output) {
    Terms.requireFitting(loss + ": weights", weights, output);
    Terms.requireFitting(loss + ": positive weights", positiveWeights, output);
    return List.of(Target.values(output, Target.Range.UNIT));
  }

  /** The loss of each example. */
  Value build(GraphBuilder graph, Value x, Value target) {
    Value t =
        labelSmoothing == 0
            ? target
            : Terms.affine(graph, target, List.of(1 - labelSmoothing), List.of(labelSmoothing / 2));
    Value terms = Terms.of(graph, function, 0, x, t);
    if (!positiveWeights.isEmpty()) {
      Value ones = graph.emit(new Constant(1, x.shape()));
      List<Double> more = positiveWeights.stream().map(p -> p - 1).toList();
      Value factors = Terms.affine(graph, t, more, Collections.nCopies(more.size(), 0.0));
      Value ofOne = Terms.of(graph, function, 0, x, ones);
      terms = graph.emit(new Add(), terms, graph.emit(new Multiply(), factors, ofOne));
    }
    if (!weights.isEmpty()) {
      terms = Terms.affine(graph, terms, weights, Collections.nCopies(weights.size(), 0.0));
    }
    return Terms.meanOfRows(graph, terms);
  }
}
