package io.fovea.train;

import io.fovea.graph.GraphBuilder;
import io.fovea.op.AccumulateErrors;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The part of all elements of the output that lie near enough to their targets, {@code
 * withinAccuracy}: {@code |x - t| <= absolute + relative |t|}.
 *
 * @param absolute not negative
 * @param relative not negative
 */
public record Within(double absolute, double relative) implements Metric {
  private static final int PART = 5;

  public Within {
    if (!(absolute >= 0 && relative >= 0 && Double.isFinite(absolute + relative))) {
      throw new IllegalArgumentException(
          "within: tolerances must be finite and not negative, got " + absolute + ", " + relative);
    }
  }

  /** Not farther than that. */
  public static Within absolute(double tolerance) {
    return new Within(tolerance, 0);
  }

  /** Not farther than that part of the target. */
  public static Within relative(double tolerance) {
    return new Within(0, tolerance);
  }

  @Override
  public String accumulator() {
    return "within";
  }

  @Override
  public boolean measures(Target target) {
    return target instanceof Target.Values;
  }

  @Override
  public TensorType state(Target target) {
    return new Errors().state(target);
  }

  @Override
  public void accumulate(GraphBuilder graph, Value state, Compared compared) {
    graph.emitAll(
        new AccumulateErrors(absolute, relative),
        List.of(state, compared.scores(), compared.targets()));
  }

  @Override
  public Reading read(Tensor state, long examples) {
    int columns = state.shape().dim(0);
    double part = 0;
    for (int c = 0; c < columns; c++) {
      part += state.get(c * AccumulateErrors.MEANS + PART) / columns;
    }
    return Reading.of(Map.of("withinAccuracy", part));
  }
}
