package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.List;

/** Cases of {@link AccumulateBinary}; integers lie on the threshold, too. */
public final class AccumulateBinaryCases implements OpCases {
  @Override
  public Class<AccumulateBinary> op() {
    return AccumulateBinary.class;
  }

  @Override
  public List<OpCase> table() {
    float nan = Float.NaN;
    return List.of(
        of("tiny", 1, 0, 3, 2),
        of("one_unit", 0.1, 0.5, 5, 1),
        of("odd", -1, 1, 7, 5),
        of("batch", 0.5, 0.5, 64, 10),
        of("images", 0, 0, 3, 4, 5, 2),
        of("vector", 0, 0, 11),
        of("wide", 0, 0, 2, 1031),
        of("big", 0.25, 0, 1500, 37).big(),
        OpCase.special(
            "nan_and_equal",
            new AccumulateBinary(0.5, 0.5),
            Argument.ints(0, 5, 2, 2, 2),
            Argument.given(Tensor.of(Shape.of(3, 2), 0.5f, nan, 1, 0, 0.75f, 0.25f)),
            Argument.given(Tensor.of(Shape.of(3, 2), 1, 1, nan, 0.5f, 0, 1))));
  }

  private static OpCase of(String name, double threshold, double targetThreshold, int... x) {
    return OpCase.of(
        name,
        new AccumulateBinary(threshold, targetThreshold),
        Argument.ints(0, 9, x[x.length - 1], 2, 2),
        Argument.real(x),
        Argument.real(x));
  }
}
