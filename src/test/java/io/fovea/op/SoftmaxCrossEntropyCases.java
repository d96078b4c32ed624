package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link SoftmaxCrossEntropy}, saturated ones among them. */
public final class SoftmaxCrossEntropyCases implements OpCases {
  @Override
  public Class<SoftmaxCrossEntropy> op() {
    return SoftmaxCrossEntropy.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("tiny", 2, 3),
        of("two_classes", 5, 2),
        of("one_row", 1, 10),
        of("odd", 7, 5),
        of("batch", 64, 10),
        of("tails", 3, 17),
        of("wide", 5, 1031),
        of("big", 512, 100).big(),
        differentiated("tiny", 2, 3),
        differentiated("odd", 7, 5),
        differentiated("tails", 3, 17),
        differentiated("batch", 64, 10),
        differentiated("wide", 5, 1031),
        OpCase.special(
            "wrong_labels_differentiated",
            new SoftmaxCrossEntropy(true),
            Argument.given(Tensor.of(Shape.of(3, 2), 1e4f, 0, 1e4f, 0, 0, 1e4f)),
            Argument.given(Tensor.of(Shape.of(3), 2, -1, 1)),
            Argument.given(Tensor.of(Shape.of(3), 2f, 3f, 4f))),
        OpCase.of(
            "spread",
            new SoftmaxCrossEntropy(),
            Argument.of(Fill.each(r -> 0, r -> 60 * r.nextDouble() - 30), 9, 11),
            Argument.labels(9, 11)),
        OpCase.of(
            "far_from_zero",
            new SoftmaxCrossEntropy(),
            Argument.of(Fill.each(r -> 0, r -> 1e4 + r.nextDouble()), 9, 11),
            Argument.labels(9, 11)),
        OpCase.special(
            "saturated",
            new SoftmaxCrossEntropy(),
            Argument.given(
                Tensor.of(Shape.of(3, 4), 1e4f, -1e4f, 0, 1, 0, 1, 2, 1e4f, nan, 1, 2, 3)),
            Argument.given(Tensor.of(Shape.of(3), 1, 3, 1))),
        OpCase.special(
            "wrong_labels",
            new SoftmaxCrossEntropy(),
            Argument.given(Tensor.of(Shape.of(3, 2), 1e4f, 0, 1e4f, 0, 0, 1e4f)),
            Argument.given(Tensor.of(Shape.of(3), 2, -1, 1))),
        OpCase.special(
            "one_class", new SoftmaxCrossEntropy(), Argument.real(4, 1), Argument.labels(4, 1)));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0);
  }

  @Override
  public List<Integer> differentiableBy(OpCase theCase) {
    return ((SoftmaxCrossEntropy) theCase.op()).differentiated() ? List.of() : differentiableBy();
  }

  @Override
  public String inexact() {
    return "exponentials and logarithms are rounded";
  }

  private static OpCase differentiated(String name, int n, int classes) {
    Argument x = Argument.real(n, classes);
    Argument labels = Argument.labels(n, classes);
    return OpCase.of(
            name + "_differentiated", new SoftmaxCrossEntropy(true), x, labels, Argument.real(n))
        .big();
  }

  private static OpCase of(String name, int n, int classes) {
    return OpCase.of(
        name, new SoftmaxCrossEntropy(), Argument.real(n, classes), Argument.labels(n, classes));
  }
}
