package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Counts yes and no against yes and no for each unit by itself: {@code state[c, t[.., c] >
 * targetThreshold, x[.., c] > threshold] += 1}. An x that is NaN is the wrong answer, the opposite
 * of t; an element whose t is NaN is not counted. Inputs {@code state [c, 2, 2]} (I32), {@code x}
 * and {@code t} {@code [.., c]}; no outputs.
 *
 * @param threshold as a float, above which x says yes
 * @param targetThreshold as a float, above which t does
 */
public record AccumulateBinary(double threshold, double targetThreshold) implements Op {
  public AccumulateBinary {
    require(
        Double.isFinite(threshold) && Double.isFinite(targetThreshold),
        "thresholds must be finite, got %s and %s",
        threshold,
        targetThreshold);
  }

  @Override
  public String name() {
    return "accumulate_binary";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x", "t");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.dtype("state", inputs.get(0), DType.I32);
    Rules.real("x", inputs.get(1));
    Rules.real("t", inputs.get(2));
    Rules.sameShape("x", inputs.get(1), "t", inputs.get(2));
    Shape x = inputs.get(1).shape();
    require(x.rank() >= 1, "x must have an axis of units, got a scalar");
    require(
        inputs.get(0).shape().equals(Shape.of(x.dim(-1), 2, 2)),
        "state must be [%d, 2, 2] for x %s, got %s",
        x.dim(-1),
        x,
        inputs.get(0).shape());
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return 1024;
  }
}
