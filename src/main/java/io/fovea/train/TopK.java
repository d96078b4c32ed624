package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.AccumulateTopK;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The part of the examples whose class is among the k with the largest scores, {@code topKAccuracy}
 * with k in place of K. Of equal scores the one of the smaller number ranks first.
 *
 * @param k at least 1
 */
public record TopK(int k) implements Metric {
  public TopK {
    if (k < 1) {
      throw new IllegalArgumentException("top-k: k must be at least 1, got " + k);
    }
  }

  /** Among so many. */
  public static TopK of(int k) {
    return new TopK(k);
  }

  @Override
  public String accumulator() {
    return "top" + k + "_";
  }

  @Override
  public boolean measures(Target target) {
    return Accuracy.classes(target) > 1;
  }

  @Override
  public TensorType state(Target target) {
    return TensorType.ints();
  }

  @Override
  public void accumulate(GraphBuilder graph, Value state, Compared compared) {
    graph.emitAll(new AccumulateTopK(k), List.of(state, compared.scores(), compared.labels(graph)));
  }

  @Override
  public Reading read(Tensor state, long examples) {
    return Reading.of(
        Map.of("top" + k + "Accuracy", state.ints()[0] / (double) Math.max(1, examples)));
  }
}
