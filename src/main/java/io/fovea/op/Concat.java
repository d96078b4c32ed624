package io.fovea.op;

import static io.fovea.op.ShapeException.require;

import io.fovea.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tensors laid one after the other along an axis; all other extents are equal.
 *
 * @param axis counted from the front
 * @param count number of inputs, at least one
 */
public record Concat(int axis, int count) implements Op {
  public Concat {
    require(axis >= 0, "axis must not be negative, got %d", axis);
    require(count >= 1, "needs at least one input, got %d", count);
  }

  @Override
  public String name() {
    return "concat";
  }

  @Override
  public List<String> inputNames() {
    return IntStream.range(0, count).mapToObj(i -> "x" + i).toList();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rules.count(inputs, count);
    Shape first = inputs.get(0).shape();
    require(axis < first.rank(), "axis %d does not exist in x0 %s", axis, first);
    long extent = 0;
    for (int i = 0; i < count; i++) {
      Rules.real("x" + i, inputs.get(i));
      Shape shape = inputs.get(i).shape();
      require(
          shape.rank() == first.rank() && shape.with(axis, first.dim(axis)).equals(first),
          "x%d %s differs from x0 %s elsewhere than on axis %d",
          i,
          shape,
          first,
          axis);
      extent += shape.dim(axis);
    }
    require(extent <= Integer.MAX_VALUE, "axis %d would have %d entries", axis, extent);
    return List.of(TensorType.real(first.with(axis, (int) extent)));
  }

  @Override
  public void gradient(GradientContext context) {
    int begin = 0;
    for (int i = 0; i < count; i++) {
      int size = context.input(i).shape().dim(axis);
      if (context.wants(i)) {
        context.set(i, context.emit(new Slice(axis, begin, size), context.dy()));
      }
      begin += size;
    }
  }
}
