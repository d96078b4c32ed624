package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/** The entries {@code begin .. begin + size - 1} of one axis. */
public record Slice(int axis, int begin, int size) implements Op {
  public Slice {
    require(axis >= 0, "axis must not be negative, got %d", axis);
    require(begin >= 0 && size >= 1, "begin %d, size %d do not name entries", begin, size);
  }

  @Override
  public String name() {
    return "slice";
  }

  @Override
  public List<String> inputNames() {
    return List.of("x");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("x", inputs.get(0));
    Shape x = inputs.get(0).shape();
    require(axis < x.rank(), "axis %d does not exist in x %s", axis, x);
    require(
        (long) begin + size <= x.dim(axis),
        "entries %d to %d of axis %d exceed x %s",
        begin,
        (long) begin + size - 1,
        axis,
        x);
    return List.of(TensorType.real(x.with(axis, size)));
  }

  @Override
  public void gradient(GradientContext context) {
    context.set(
        0, context.emit(new SliceGradient(axis, begin, context.input(0).shape()), context.dy()));
  }
}
