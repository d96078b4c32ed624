package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.AccumulateBinary;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The part of all yes and no that is predicted right, {@code accuracy}: of every element of the
 * output, such as one for each label that an example may have. A target is a yes above 1/2, a
 * prediction above the threshold; for a hinge loss, whose targets are -1 and 1, 1/2 stands for 0.
 * With another threshold it is called {@code accuracyAt} and that, as {@code accuracyAt0.3}. A
 * prediction that is not a number counts as wrong.
 *
 * @param threshold a probability, in [0, 1]
 */
public record BinaryAccuracy(double threshold) implements Metric {
  public BinaryAccuracy {
    BinaryCounts.requireThreshold(threshold);
  }

  /** With a threshold of 1/2. */
  public BinaryAccuracy() {
    this(0.5);
  }

  /** With another threshold. */
  public static BinaryAccuracy at(double threshold) {
    return new BinaryAccuracy(threshold);
  }

  @Override
  public String accumulator() {
    return threshold == 0.5 ? "binary" : "binaryAt" + threshold + "_";
  }

  @Override
  public boolean measures(Target target) {
    return BinaryCounts.areOf(target);
  }

  @Override
  public TensorType state(Target target) {
    return BinaryCounts.type(target);
  }

  @Override
  public void accumulate(GraphBuilder graph, Value state, Compared compared) {
    AccumulateBinary op = BinaryCounts.op(compared.target(), threshold);
    graph.emitAll(op, List.of(state, compared.scores(), compared.targets()));
  }

  @Override
  public Reading read(Tensor state, long examples) {
    BinaryCounts counts = new BinaryCounts(state);
    String name = threshold == 0.5 ? Numbers.ACCURACY : "accuracyAt" + threshold;
    return Reading.of(Map.of(name, counts.accuracy()));
  }
}
