package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.MaxPool2d;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Reshape;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * The largest of every {@code pieces} consecutive channels; of equal ones the first gets the
 * gradient. Input {@code x [n, .., c]}, output {@code [n, .., c / pieces]}.
 *
 * <p>Source: Goodfellow et al., "Maxout networks", 2013.
 */
public record Maxout(int pieces) implements Layer {
  public Maxout {
    require(pieces >= 1, "maxout: pieces must be at least 1, got %d", pieces);
  }

  @Override
  public boolean isActivation() {
    return true;
  }

  @Override
  public String kind() {
    return "maxout";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Value x = scope.only(inputs);
    Shape shape = x.shape();
    scope.require(shape.rank() >= 2, "x must be [n, .., c], got %s", shape);
    int channels = shape.dim(-1);
    scope.require(
        channels % pieces == 0,
        "x has %d channels, which %d pieces do not divide (x %s)",
        channels,
        pieces,
        shape);
    int groups = (int) (shape.elements() / pieces);
    Value images = scope.emit(new Reshape(Shape.of(groups, 1, pieces, 1)), x);
    Value largest = scope.emit(new MaxPool2d(PoolGeometry.of(1, pieces)), images);
    return scope.emit(new Reshape(shape.with(shape.rank() - 1, channels / pieces)), largest);
  }
}
