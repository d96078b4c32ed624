package io.fovea.op;

import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link Conv2d}: every geometry, and each epilogue on a few. */
public final class Conv2dCases implements OpCases {
  @Override
  public Class<Conv2d> op() {
    return Conv2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Conv2dGeometries.ALL.forEach(line -> cases.add(of(line.name(), "")));
    Epilogues.ALL.keySet().forEach(epilogue -> cases.add(of("odd", epilogue)));
    for (String name : List.of("pointwise", "groups", "depthwise", "tails")) {
      cases.add(of(name, "_bias_relu"));
      cases.add(of(name, "_bias_residual_prelu"));
    }
    for (String name :
        List.of("pointwise_strided", "depthwise_strided", "cut_tiles", "long_sums")) {
      cases.add(of(name, "_bias_prelu"));
      cases.add(of(name, "_bias_residual_relu"));
    }
    cases.add(of("prime", "_bias"));
    cases.add(of("vectors", "_relu"));
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

  private static OpCase of(String geometry, String epilogue) {
    Conv2dGeometries.Line line = Conv2dGeometries.named(geometry);
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
