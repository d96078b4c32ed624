package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Running means of what regression is measured by, for each column by itself. Inputs {@code state
 * [columns, 6]}, {@code x [n, ..]}, the predictions, and {@code t [n, ..]}, the targets, of {@code
 * columns} numbers each; no outputs. A row of the state holds, of all rows so far,
 *
 * <pre>{@code
 * 0  their number; what is less than 0 counts as 0
 * 1  the mean of t
 * 2  the mean of (t - mean of t)^2
 * 3  the mean of |x - t|
 * 4  the mean of (x - t)^2
 * 5  the part of them with |x - t| <= absolute + relative |t|
 * }</pre>
 *
 * <p>Every step joins its batch's means to those before, so that nothing cancels however far from
 * zero the targets lie, and nothing grows with the number of rows: with {@code w} the batch's part
 * of all rows and {@code d} the mean of the batch less the mean before, {@code mean += w d}, {@code
 * square = (1 - w) square + w (square of the batch) + w (1 - w) d^2}. Chan, Golub, LeVeque,
 * Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979.
 *
 * @param absolute as a float, not negative
 * @param relative as a float, not negative
 */
public record AccumulateErrors(double absolute, double relative) implements Op {
  /** Numbers that are kept of each column. */
  public static final int MEANS = 6;

  public AccumulateErrors {
    require(
        absolute >= 0 && relative >= 0 && Double.isFinite(absolute) && Double.isFinite(relative),
        "tolerances must be finite and not negative, got %s and %s",
        absolute,
        relative);
  }

  @Override
  public String name() {
    return "accumulate_errors";
  }

  @Override
  public List<String> inputNames() {
    return List.of("state", "x", "t");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Rules.dtype("state", inputs.get(0), DType.F32);
    Rules.real("x", inputs.get(1));
    Rules.real("t", inputs.get(2));
    Rules.sameShape("x", inputs.get(1), "t", inputs.get(2));
    Shape x = inputs.get(1).shape();
    require(x.rank() >= 1, "x must have an axis of rows, got a scalar");
    long columns = x.elements() / x.dim(0);
    require(
        inputs.get(0).shape().equals(Shape.of((int) columns, MEANS)),
        "state must be [%d, %d] for x %s, got %s",
        columns,
        MEANS,
        x,
        inputs.get(0).shape());
    return List.of();
  }

  @Override
  public List<Integer> updates() {
    return List.of(0);
  }

  @Override
  public Cost cost(List<TensorType> inputs, List<TensorType> outputs) {
    return Cost.of(12 * inputs.get(1).shape().elements(), inputs, outputs);
  }
}
