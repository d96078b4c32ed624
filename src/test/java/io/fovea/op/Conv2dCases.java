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
  private static final Epilogue BIAS = new Epilogue(true, Activation.NONE);
  private static final Epilogue RELU = new Epilogue(false, Activation.RELU);
  private static final Epilogue BIAS_RELU = new Epilogue(true, Activation.RELU);

  @Override
  public Class<Conv2d> op() {
    return Conv2d.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Conv2dGeometries.ALL.forEach(line -> cases.add(of(line, Epilogue.NONE, "")));
    for (String name : List.of("odd", "pointwise", "groups", "depthwise", "tails")) {
      Conv2dGeometries.Line line = Conv2dGeometries.named(name);
      cases.add(of(line, BIAS_RELU, "_bias_relu"));
    }
    cases.add(of(Conv2dGeometries.named("prime"), BIAS, "_bias"));
    cases.add(of(Conv2dGeometries.named("vectors"), RELU, "_relu"));
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    Epilogue epilogue = List.of(Epilogue.NONE, BIAS, BIAS_RELU).get(random.nextInt(3));
    // ReLU may leave few of few results.
    OpCase.Spread spread = OpCase.Spread.SPARSE;
    return Optional.of(of(Conv2dGeometries.random(random), epilogue, "").spread(spread));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1, 2);
  }

  private static OpCase of(Conv2dGeometries.Line line, Epilogue epilogue, String suffix) {
    List<Argument> arguments =
        new ArrayList<>(List.of(Argument.real(line.x()), Argument.real(line.w())));
    if (epilogue.bias()) {
      arguments.add(Argument.real(line.w().dim(3)));
    }
    Conv2d op = new Conv2d(line.geometry(), epilogue);
    OpCase all = OpCase.of(line.name() + suffix, op, arguments.toArray(new Argument[0]));
    return line.isBig() ? all.big() : all;
  }
}
