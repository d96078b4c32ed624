package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Reshape}. */
public final class ReshapeCases implements OpCases {
  @Override
  public Class<Reshape> op() {
    return Reshape.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", Argument.real(2, 3), 3, 2),
        of("flatten", Argument.real(2, 3, 5, 7), 2, 105),
        of("scalar", Argument.real(1, 1)),
        of("bytes", Argument.bytes(4, 6), 24),
        of("integers", Argument.ints(-9, 9, 4, 6), 2, 12));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  private static OpCase of(String name, Argument x, int... shape) {
    return OpCase.of(name, new Reshape(Shape.of(shape)), x);
  }
}
