package io.fovea.op;

import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.Fill;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link GatherRows}, of reals, integers and bytes. */
public final class GatherRowsCases implements OpCases {
  private static final Normalize ONE = new Normalize(List.of(0.5f), List.of(-1f));
  private static final Normalize EACH =
      new Normalize(List.of(2f, 0.5f, -1f), List.of(-3f, 4f, 0.25f));
  private static final Normalize MANY =
      new Normalize(List.of(2f, 0.5f, -1f, 4f, 1f), List.of(-3f, 4f, 0.25f, 0f, 1f));

  @Override
  public Class<GatherRows> op() {
    return GatherRows.class;
  }

  @Override
  public List<OpCase> table() {
    return List.of(
        of("tiny", 2, 0, Argument.real(3, 2)),
        of("all", 5, 0, Argument.real(5, 3)),
        of("last", 2, 7, Argument.real(9, 2, 3)),
        of("scalars", 4, 3, Argument.real(11)),
        of("labels", 5, 2, Argument.ints(0, 9, 13)),
        of("bytes", 3, 4, Argument.bytes(8, 5, 7, 1)),
        of("bytes_in_words", 4, 1, Argument.bytes(6, 8, 8, 3)),
        of("vectors", 3, 2, Argument.real(6, 4, 4, 16)),
        of("big", 64, 100, Argument.bytes(500, 28, 28, 1)),
        normalized("one_for_all", 3, 2, ONE, Argument.bytes(6, 3, 5, 3)),
        normalized("one_for_all_reals", 3, 2, ONE, Argument.real(6, 3, 5, 3)),
        normalized("each", 4, 1, EACH, Argument.bytes(6, 8, 7, 3)),
        normalized("each_reals", 2, 0, EACH, Argument.real(3, 5, 3)),
        normalized("many", 2, 3, MANY, Argument.bytes(6, 5, 5)),
        normalized("big", 64, 100, ONE, Argument.bytes(500, 28, 28, 1)));
  }

  private static OpCase normalized(
      String name, int n, int position, Normalize normalize, Argument x) {
    OpCase plain = of(name + "_normalized", n, position, x);
    return OpCase.of(
        plain.name(), new GatherRows(n, normalize), plain.arguments().toArray(new Argument[0]));
  }

  private static OpCase of(String name, int n, int position, Argument x) {
    int items = x.type().shape().dim(0);
    Argument order = new Argument(TensorType.ints(items), Fill.PERMUTATION);
    return OpCase.of(name, new GatherRows(n), x, order, Argument.given(Tensor.scalar(position)));
  }
}
