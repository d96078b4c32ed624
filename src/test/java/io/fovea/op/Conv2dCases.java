package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Cases of {@link Conv2d}: every geometry as it is, and epilogues where an implementation stores
 * otherwise than at another.
 */
public final class Conv2dCases implements OpCases {
  @Override
  public Class<Conv2d> op() {
    return Conv2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Conv2dGeometries.ALL.forEach(line -> cases.add(of(line, "")));
    Conv2dGeometries.Line odd = Conv2dGeometries.named("odd");
    Epilogues.TYPICAL.forEach(epilogue -> cases.add(of(odd, epilogue)));
    // The same for the implementations that take no others.
    for (String name : List.of("pointwise", "depthwise")) {
      Conv2dGeometries.Line line = Conv2dGeometries.named(name);
      Epilogues.TYPICAL.forEach(epilogue -> cases.add(of(line, epilogue).big()));
    }
    // Vectors of channels, tails of them, and groups.
    for (String name : List.of("vectors", "tails", "depthwise_strided", "groups")) {
      cases.add(of(Conv2dGeometries.named(name), Epilogues.WHOLE).big());
    }
    // Sums in parts.
    cases.add(of(Conv2dGeometries.LONG_SUMS, Epilogues.WHOLE));
    cases.add(of(Conv2dGeometries.LONG_SUMS, "_residual_relu"));
    cases.add(of(Conv2dGeometries.LONG_SUMS, Epilogues.GRADIENT));
    cases.add(of(Conv2dGeometries.named("prime"), "_bias"));
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    Epilogue epilogue = Epilogues.random(random);
    // ReLU may leave few of few results.
    OpCase.Spread spread = OpCase.Spread.SPARSE;
    return Optional.of(of(Conv2dGeometries.random(random), epilogue, "").spread(spread));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1, 2, 3, 4);
  }

  @Override
  public List<Integer> differentiableBy(OpCase theCase) {
    return Epilogues.differentiableBy(((Conv2d) theCase.op()).epilogue());
  }

  private static OpCase of(Conv2dGeometries.Line line, String epilogue) {
    return of(line, Epilogues.ALL.get(epilogue), epilogue);
  }

  private static OpCase of(Conv2dGeometries.Line line, Epilogue epilogue, String suffix) {
    Argument x = Argument.real(line.x());
    Argument w = Argument.real(line.w());
    OpCase all =
        OpCase.of(
            line.name() + suffix,
            new Conv2d(line.geometry(), epilogue),
            Epilogues.arguments(x, w, epilogue, line.y()));
    return line.isBig() ? all.big() : all;
  }
}
