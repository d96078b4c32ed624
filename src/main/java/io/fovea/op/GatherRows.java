package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch out of a resident data set: {@code y[i] = x[order[position + i]]}. Inputs
 * {@code x [items, ..]} of any type, {@code order [items]} (I32), {@code position} (I32 scalar);
 * output {@code y [n, ..]} of x's type. The caller keeps {@code position + n} within order.
 *
 * @param normalize what is done to the rows on the way, which makes y real; or null
 */
public record GatherRows(int n, @Nullable Normalize normalize) implements Op {
  /** The rows as they are. */
  public GatherRows(int n) {
    this(n, null);
  }

  public GatherRows {
    require(n >= 1, "n must be at least 1, got %d", n);
  }

  @Override
  public String name() {
    return "gather_rows";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x", "order", "position");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 3);
    Shape x = inputs.get(0).shape();
    require(x.rank() >= 1, "x must have an axis of items, got a scalar");
    Rules.dtype("order", inputs.get(1), DType.I32);
    Rules.rank("order", inputs.get(1), 1, "[items]");
    Rules.scalar("position", inputs.get(2), DType.I32);
    require(n <= inputs.get(1).shape().dim(0), "n %d exceeds order %s", n, inputs.get(1).shape());
    TensorType rows = new TensorType(inputs.get(0).dtype(), x.with(0, n));
    return normalize == null ? List.of(rows) : normalize.infer(List.of(rows));
  }

  @Override
  public boolean isPerStep() {
    return true;
  }

  @Override
  public int integerBound(int input, List<TensorType> inputs) {
    return switch (input) {
      case 0 -> 256;
      case 1 -> inputs.get(0).shape().dim(0);
      default -> 1;
    };
  }
}
