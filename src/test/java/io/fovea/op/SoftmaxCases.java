package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Softmax}, saturated ones among them. */
public final class SoftmaxCases implements OpCases {
  @Override
  public Class<Softmax> op() {
    return Softmax.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("tiny", 2, 3),
        of("vector", 5),
        of("one_row", 1, 10),
        of("two_classes", 5, 2),
        of("odd", 2, 5, 7, 3),
        of("batch", 64, 10),
        of("tails", 3, 17),
        of("wide", 5, 1031),
        of("big", 512, 100).big(),
        OpCase.of(
            "spread",
            new Softmax(),
            Argument.of(Fill.each(r -> 0, r -> 60 * r.nextDouble() - 30), 9, 11)),
        OpCase.special(
            "saturated",
            new Softmax(),
            Argument.given(
                Tensor.of(
                    Shape.of(5, 4),
                    1e4f,
                    -1e4f,
                    0,
                    1,
                    -1e4f,
                    -1e4f,
                    -1e4f,
                    -1e4f,
                    3e38f,
                    3e38f,
                    3e38f,
                    3e38f,
                    0,
                    -3e38f,
                    -3e38f,
                    -3e38f,
                    nan,
                    1,
                    2,
                    3))),
        OpCase.special("one_class", new Softmax(), Argument.real(4, 1)));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public String inexact() {
    return "exponentials are rounded";
  }

  private static OpCase of(String name, int... shape) {
    return OpCase.of(name, new Softmax(), Argument.real(shape));
  }
}
