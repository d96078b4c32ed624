package io.fovea.nn;

import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import java.util.List;

/**
 * Each row in another shape: the inverse of {@link Flatten}, and a {@link Reshape} that takes rows
 * only. Input {@code x [n, elements]}, output {@code [n, ..item]}.
 *
 * @param item shape of one example, without the batch
 */
public record Unflatten(Shape item) implements Layer {
  /** Rows to examples of the given extents: {@code h, w, c} for images. */
  public static Unflatten to(int... item) {
    return new Unflatten(Shape.of(item));
  }

  @Override
  public String kind() {
    return "unflatten";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    Shape x = scope.only(inputs).shape();
    scope.require(x.rank() == 2, "x must be rows [n, elements], got %s", x);
    scope.require(
        x.dim(1) == item.elements(),
        "x has rows of %d elements, %s takes %d (x %s)",
        x.dim(1),
        item,
        item.elements(),
        x);
    return new Reshape(item).build(scope, inputs);
  }
}
