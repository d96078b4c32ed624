package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;

/** A tensor of shape x that holds dy from entry {@code begin} of an axis on and zeros elsewhere. */
public record SliceGradient(int axis, int begin, Shape x) implements Op {
  @Override
  public String name() {
    return "slice_gradient";
  }

  @Override
  public List<String> inputNames() {
    return List.of("dy");
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, 1);
    Rules.real("dy", inputs.get(0));
    Shape dy = inputs.get(0).shape();
    require(
        axis < x.rank() && dy.rank() == x.rank() && dy.with(axis, x.dim(axis)).equals(x),
        "dy %s differs from x %s elsewhere than on axis %d",
        dy,
        x,
        axis);
    require(
        (long) begin + dy.dim(axis) <= x.dim(axis),
        "entries %d to %d of axis %d exceed x %s",
        begin,
        (long) begin + dy.dim(axis) - 1,
        axis,
        x);
    return List.of(TensorType.real(x));
  }

  @Override
  public void gradient(GradientContext context) {
    int size = context.input(0).shape().dim(axis);
    context.set(0, context.emit(new Slice(axis, begin, size), context.dy()));
  }
}
