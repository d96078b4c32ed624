package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link MatMul}: every transposition, and the epilogues. */
public final class MatMulCases implements OpCases {
  @Override
  public Class<MatMul> op() {
    return MatMul.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    int[][] sizes = {{2, 3, 2}, {1, 1, 1}, {5, 7, 3}, {13, 11, 17}, {16, 16, 16}, {33, 65, 19}};
    String[] names = {"tiny", "one", "odd", "prime", "vectors", "tails"};
    for (int i = 0; i < sizes.length; i++) {
      for (int flags = 0; flags < 4; flags++) {
        boolean transposeA = (flags & 1) != 0;
        boolean transposeW = (flags & 2) != 0;
        String suffix = (transposeA ? "_ta" : "") + (transposeW ? "_tw" : "");
        cases.add(of(names[i] + suffix, transposeA, transposeW, Epilogue.NONE, sizes[i]));
      }
    }
    Epilogues.TYPICAL.forEach(epilogue -> cases.add(of("odd", false, epilogue, 5, 7, 3)));
    cases.add(of("tw", true, "_bias_relu", 6, 10, 9));
    // Vectors of columns, tails of them, and sums in parts.
    cases.add(of("vectors", false, Epilogues.WHOLE, 16, 16, 16).big());
    cases.add(of("tails", false, Epilogues.WHOLE, 33, 65, 19).big());
    cases.add(of("long_sums", false, Epilogues.WHOLE, 3, 20, 1100).big());
    cases.add(of("long_sums_odd", false, "_residual_relu", 3, 5, 1100).big());
    cases.add(of("long_sums_odd", true, Epilogues.GRADIENT, 3, 5, 1100).big());
    cases.add(of("tails", true, Epilogues.GRADIENT, 33, 65, 19).big());
    cases.add(of("tails", true, "_relu_gradient", 33, 65, 19).big());
    cases.add(nan());
    cases.add(sums("odd", true, 5, 7, 3));
    cases.add(sums("one_row", false, 1, 10, 12));
    cases.add(sums("vectors", true, 16, 16, 16));
    cases.add(sums("tails", true, 33, 65, 19).big());
    cases.add(sums("long_sums", true, 3, 20, 1100).big());
    cases.add(sums("long_sums_odd", true, 37, 5, 1100).big());
    cases.add(sums("big", true, 300, 128, 300).big());
    cases.add(of("some", false, "_bias", 4, 10, 12));
    cases.add(of("one_row", false, false, Epilogue.NONE, 1, 10, 128));
    cases.add(of("one_column", false, false, Epilogue.NONE, 9, 1, 40));
    cases.add(of("outer", false, false, Epilogue.NONE, 9, 12, 1));
    cases.add(of("long_k", true, false, Epilogue.NONE, 3, 5, 4099).big());
    cases.add(of("big", false, "_bias_relu", 64, 128, 3136).big());
    cases.add(of("big_ta", true, false, Epilogue.NONE, 300, 128, 64).big());
    cases.add(of("big_tw", false, true, Epilogue.NONE, 64, 300, 128).big());
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    Epilogue epilogue = Epilogues.random(random);
    return Optional.of(
        of(
                "random",
                random.nextBoolean(),
                random.nextBoolean(),
                epilogue,
                1 + random.nextInt(70),
                1 + random.nextInt(70),
                1 + random.nextInt(70))
            .spread(OpCase.Spread.SPARSE));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1, 2, 3, 4);
  }

  @Override
  public List<Integer> differentiableBy(OpCase theCase) {
    return Epilogues.differentiableBy(((MatMul) theCase.op()).epilogue());
  }

  /** What lets through where it is NaN, and not where it is zero of either sign. */
  private static OpCase nan() {
    return OpCase.special(
        "nan_relu_gradient",
        new MatMul(false, true, Epilogues.ALL.get("_relu_gradient")),
        Argument.given(Tensor.of(Shape.of(1, 1), 2f)),
        Argument.given(Tensor.of(Shape.of(5, 1), 3f, 4f, Float.NaN, 5f, Float.NaN)),
        Argument.given(Tensor.of(Shape.of(1, 5), Float.NaN, 0f, -0f, Float.POSITIVE_INFINITY, 1f)));
  }

  /** The sums of the columns of w, too. */
  private static OpCase sums(String name, boolean transposeA, int m, int n, int k) {
    return OpCase.of(
        name + "_sums",
        new MatMul(transposeA, false, Epilogue.NONE, true),
        transposeA ? Argument.real(k, m) : Argument.real(m, k),
        Argument.real(k, n));
  }

  private static OpCase of(String name, boolean transposeW, String epilogue, int... mnk) {
    return of(name + epilogue, false, transposeW, Epilogues.ALL.get(epilogue), mnk);
  }

  private static OpCase of(
      String name, boolean transposeA, boolean transposeW, Epilogue epilogue, int... mnk) {
    int m = mnk[0];
    int n = mnk[1];
    int k = mnk[2];
    Argument a = transposeA ? Argument.real(k, m) : Argument.real(m, k);
    Argument w = transposeW ? Argument.real(n, k) : Argument.real(k, n);
    return OpCase.of(
        name,
        new MatMul(transposeA, transposeW, epilogue),
        Epilogues.arguments(a, w, epilogue, Shape.of(m, n)));
  }
}
