package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Cases of {@link Concat}, along each axis, of one to many. */
public final class ConcatCases implements OpCases {
  @Override
  public Class<Concat> op() {
    return Concat.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 0, Shape.of(1), Shape.of(1)),
        of("channels", 3, Shape.of(2, 3, 4, 5), Shape.of(2, 3, 4, 1), Shape.of(2, 3, 4, 7)),
        of("rows", 1, Shape.of(2, 3, 4, 5), Shape.of(2, 1, 4, 5)),
        of("columns", 2, Shape.of(2, 3, 4, 3), Shape.of(2, 3, 5, 3)),
        of("batch", 0, Shape.of(2, 5), Shape.of(3, 5), Shape.of(1, 5), Shape.of(4, 5)),
        of("alone", 1, Shape.of(3, 4)),
        of("vectors", 3, Shape.of(2, 4, 4, 16), Shape.of(2, 4, 4, 8)),
        of("nine", 1, Collections.nCopies(9, Shape.of(3, 11)).toArray(new Shape[0])),
        of("big", 3, Shape.of(4, 28, 28, 32), Shape.of(4, 28, 28, 33)).big());
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(String name, int axis, Shape... shapes) {
    Argument[] arguments = Arrays.stream(shapes).map(Argument::real).toArray(Argument[]::new);
    return OpCase.of(name, new Concat(axis, shapes.length), arguments);
  }
}
