package io.fovea.op;

import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link RandomUniform}: whole and partial blocks, later steps and positions. */
public final class RandomUniformCases implements OpCases {
  @Override
  public Class<RandomUniform> op() {
    return RandomUniform.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 2, Shape.of(6), 0, 0),
        of("one", 3, Shape.of(1), 7, 5),
        of("block", 5, Shape.of(4), 1, 3),
        of("odd", 7, Shape.of(3, 5, 2), 123456789, 1001),
        of("negative_step", 2, Shape.of(9), -3, 2),
        of("position_wraps", 3, Shape.of(1000), 2, 2_000_000_000),
        of("big", 64, Shape.of(8, 8, 2), 3, 50_000),
        between("range", 4, Shape.of(11), -3, 5).rounded(),
        between("about_zero", 4, Shape.of(5, 3), -0.7, 0.7).rounded());
  }

  private static OpCase of(String name, int n, Shape item, int step, int position) {
    return of(name, new RandomUniform(n, item, 0, 1, stream()), step, position);
  }

  private static OpCase between(String name, int n, Shape item, double low, double high) {
    return of(name, new RandomUniform(n, item, low, high, stream()), 4, 17);
  }

  private static long stream() {
    return Philox.stream("augment/input/affine");
  }

  private static OpCase of(String name, RandomUniform op, int step, int position) {
    return OpCase.of(
        name,
        op,
        Argument.given(Tensor.of(Shape.of(2), 0xDEADBEEF, 0x89ABCDEF)),
        Argument.given(Tensor.scalar(step)),
        Argument.given(Tensor.scalar(position)));
  }
}
