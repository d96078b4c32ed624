package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link Normalize}, of bytes and reals. */
public final class NormalizeCases implements OpCases {
  @Override
  public Class<Normalize> op() {
    return Normalize.class;
  }

  @Override
  public List<OpCase> table() {
    List<Float> three = List.of(2f, 0.5f, -1f);
    List<Float> shifts = List.of(-3f, 4f, 0.25f);
    return List.of(
        of("tiny", List.of(2f), List.of(-3f), Argument.bytes(1, 2, 2, 1)),
        of("odd", three, shifts, Argument.bytes(2, 5, 7, 3)),
        of("odd_reals", three, shifts, Argument.real(2, 5, 7, 3)),
        of("one_for_all", List.of(0.5f), List.of(1f), Argument.bytes(3, 4, 4, 3)),
        of("one_for_all_reals", List.of(0.5f), List.of(1f), Argument.real(17, 3)),
        of("vectors", List.of(0.25f), List.of(-2f), Argument.bytes(2, 8, 8, 16)),
        of("tails", List.of(0.25f), List.of(-2f), Argument.bytes(1031)),
        of("big", List.of(0.0078125f), List.of(-1f), Argument.bytes(64, 28, 28, 1)));
  }

  private static OpCase of(String name, List<Float> scale, List<Float> shift, Argument x) {
    return OpCase.of(name, new Normalize(scale, shift), x);
  }
}
