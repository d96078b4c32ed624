package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.AccumulateErrors;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far predicted numbers are from the targets:
 *
 * <ul>
 *   <li>{@code mae}, the mean of {@code |x - t|} over all elements of the output;
 *   <li>{@code rmse}, the root of the mean of {@code (x - t)^2} over all of them;
 *   <li>{@code r2}, {@code 1 - sum of (x - t)^2 / sum of (t - mean of t)^2} for each element of the
 *       output over the examples, and of those the mean. Where a target is the same in all examples
 *       it is 1 if every prediction is right, else 0. This is scikit-learn's {@code r2_score}.
 * </ul>
 */
public record Errors() implements Metric {
  @Override
  public String accumulator() {
    return "errors";
  }

  @Override
  public boolean measures(Target target) {
    return target instanceof Target.Values;
  }

  @Override
  public TensorType state(Target target) {
    long columns = ((Target.Values) target).shape().elements();
    return TensorType.real(Math.toIntExact(columns), AccumulateErrors.MEANS);
  }

  @Override
  public void accumulate(GraphBuilder graph, Value state, Compared compared) {
    graph.emitAll(
        new AccumulateErrors(0, 0), List.of(state, compared.scores(), compared.targets()));
  }

  @Override
  public Reading read(Tensor state, long examples) {
    int columns = state.shape().dim(0);
    double absolute = 0;
    double squared = 0;
    double determined = 0;
    for (int c = 0; c < columns; c++) {
      int at = c * AccumulateErrors.MEANS;
      double spread = state.get(at + 2);
      double error = state.get(at + 4);
      absolute += state.get(at + 3) / columns;
      squared += error / columns;
      determined += (spread > 0 ? 1 - error / spread : error == 0 ? 1 : 0) / columns;
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("mae", absolute);
    numbers.put("rmse", Math.sqrt(squared));
    numbers.put("r2", Double.isNaN(squared) ? Double.NaN : determined);
    return Reading.of(numbers);
  }
}
