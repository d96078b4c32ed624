package io.fovea.nn;

import static io.fovea.op.ShapeException.require;

import io.fovea.op.Value;
import java.util.List;

/**
 * Two or more inputs one after the other along an axis; all their other extents are equal.
 *
 * @param axis of one example, without the batch, counted from 0; a negative one counts from the
 *     end, so -1 means channels
 */
public record Concat(int axis) implements Layer {
  public Concat {
    require(axis >= -8 && axis < 8, "concat: axis %d does not exist", axis);
  }

  /** Signals joined by channels. */
  public static Signal of(Signal... inputs) {
    return new Concat(-1).on(inputs);
  }

  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public Value build(Scope scope, List<Value> inputs) {
    scope.require(inputs.size() >= 2, "takes 2 inputs or more, got %d", inputs.size());
    int rank = inputs.get(0).shape().rank();
    int index = axis < 0 ? axis + rank : axis + 1;
    scope.require(
        index >= 1 && index < rank, "axis %d does not exist in x %s", axis, inputs.get(0).shape());
    return scope.emitAll(new io.fovea.op.Concat(index, inputs.size()), inputs).get(0);
  }
}
