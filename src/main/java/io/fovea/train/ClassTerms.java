package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.Multiply;
import io.fovea.op.Value;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.Collections;
import java.util.List;

/**
 * What both forms of cross-entropy between classes have in common: targets {@code q = w ((1 - e) t
 * + e / classes)} for a label smoothing e and class weights w.
 */
record ClassTerms(double labelSmoothing, List<Double> weights) {
  /** Whether targets are taken as they are. */
  boolean isPlain() {
    return labelSmoothing == 0 && weights.isEmpty();
  }

  /** Numbers of classes where they will do, or how much of each class an example is. */
  List<Target> targets(String loss, Shape output) {
    Target numbers = ofNumbers(loss, output);
    Terms.requireFitting(loss + ": weights", weights, output);
    return isPlain() ? List.of(Target.classes(output.dim(0)), numbers) : List.of(numbers);
  }

  /** How much of each class, of at least two, an example is. */
  static Target ofNumbers(String loss, Shape output) {
    require(output.rank() == 1, "%s: the model's output must be [classes], got %s", loss, output);
    require(
        output.dim(0) > 1, "%s: the model's output has one unit: take SigmoidCrossEntropy", loss);
    return Target.values(output, Target.Range.DISTRIBUTION);
  }

  static boolean areLabels(Value target) {
    return target.type().dtype() == DType.I32;
  }

  /** For each row the sum over the classes of {@code sign q term}. */
  Value weighted(GraphBuilder graph, Value target, Value terms, int sign) {
    int classes = terms.shape().dim(-1);
    Value q = target;
    if (!isPlain()) {
      List<Double> factors = weights.isEmpty() ? List.of(1.0) : weights;
      q =
          Terms.affine(
              graph,
              target,
              factors.stream().map(w -> w * (1 - labelSmoothing)).toList(),
              labelSmoothing == 0
                  ? Collections.nCopies(factors.size(), 0.0)
                  : factors.stream().map(w -> w * labelSmoothing / classes).toList());
    }
    Value products = graph.emit(new Multiply(), q, terms);
    return Terms.scaled(graph, Terms.meanOfRows(graph, products), sign * (double) classes);
  }
}
