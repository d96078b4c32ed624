package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.AccumulateConfusion;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The part of the examples whose class is predicted, {@code accuracy}, and the confusion matrix. A
 * prediction is the first class with the largest score; an example with a score that is not a
 * number has none and counts as a mistake. Targets that are numbers, one for each class, are of the
 * first class with the largest.
 */
public record Accuracy() implements Metric {
  @Override
  public String accumulator() {
    return "confusion";
  }

  @Override
  public boolean measures(Target target) {
    return target instanceof Target.Classes || classes(target) > 1;
  }

  /** Between how many classes a target decides; 0 where it does not. */
  static int classes(Target target) {
    if (target instanceof Target.Classes classes) {
      return classes.count();
    }
    Target.Values values = (Target.Values) target;
    return values.shape().rank() == 1 ? values.shape().dim(0) : 0;
  }

  @Override
  public TensorType state(Target target) {
    return TensorType.ints(classes(target), classes(target));
  }

  @Override
  public void accumulate(GraphBuilder graph, Value state, Compared compared) {
    graph.emitAll(
        new AccumulateConfusion(), List.of(state, compared.scores(), compared.labels(graph)));
  }

  @Override
  public Reading read(Tensor state, long examples) {
    var confusion = new ConfusionMatrix(state.shape().dim(0), state.ints(), examples);
    return new Reading(Map.of(Numbers.ACCURACY, confusion.accuracy()), confusion);
  }
}
