package io.fovea.op;

import io.fovea.tensor.Shape;
import io.fovea.testkit.Argument;
import io.fovea.testkit.OpCase;
import io.fovea.testkit.OpCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Cases of {@link Conv2dDataGradient}: every geometry as it is, and epilogues as for conv2d. */
public final class Conv2dDataGradientCases implements OpCases {
  /** Few sums of many terms, which GPUs share out. */
  private static final Conv2dGeometries.Line LONG_SUMS =
      new Conv2dGeometries.Line(
          "long_sums", Shape.of(1, 3, 3, 6), Shape.of(3, 3, 6, 70), Conv2dGeometry.UNIT, true);

  @Override
  public Class<Conv2dDataGradient> op() {
    return Conv2dDataGradient.class;
  }

  @Override
  public List<OpCase> table() {
    List<OpCase> cases = new ArrayList<>();
    Conv2dGeometries.ALL.forEach(line -> cases.add(of(line, "")));
    Conv2dGeometries.Line odd = Conv2dGeometries.named("odd");
    List.of(Epilogues.WHOLE, "_bias_relu", "_residual", "_relu_gradient", Epilogues.GRADIENT)
        .forEach(epilogue -> cases.add(of(odd, epilogue)));
    // The implementations that take no others; classes of pixels, some of which no tap has read.
    for (String name : List.of("pointwise", "depthwise", "strided_same", "stride_above_kernel")) {
      Conv2dGeometries.Line line = Conv2dGeometries.named(name);
      cases.add(of(line, Epilogues.GRADIENT).big());
    }
    // Vectors of channels, tails of them, groups, tiles that are cut.
    for (String name : List.of("vectors", "tails", "groups", "cut_tiles")) {
      cases.add(of(Conv2dGeometries.named(name), Epilogues.GRADIENT).big());
    }
    cases.add(of(LONG_SUMS, Epilogues.GRADIENT));
    return cases;
  }

  @Override
  public Optional<OpCase> random(Random random) {
    Conv2dGeometries.Line line = Conv2dGeometries.random(random);
    return Optional.of(of(line, Epilogues.random(random), ""));
  }

  @Override
  public List<Integer> differentiableBy() {
    return List.of(0, 1, 2, 3, 4);
  }

  @Override
  public List<Integer> differentiableBy(OpCase theCase) {
    return Epilogues.differentiableBy(((Conv2dDataGradient) theCase.op()).epilogue());
  }

  private static OpCase of(Conv2dGeometries.Line line, String epilogue) {
    return of(line, Epilogues.ALL.get(epilogue), epilogue);
  }

  /** Pixels that no tap reads get zeros. */
  private static OpCase of(Conv2dGeometries.Line line, Epilogue epilogue, String suffix) {
    OpCase all =
        OpCase.of(
                line.name() + suffix,
                new Conv2dDataGradient(line.geometry(), line.x(), epilogue),
                Epilogues.arguments(
                    Argument.real(line.y()), Argument.real(line.w()), epilogue, line.x()))
            .spread(OpCase.Spread.SPARSE);
    return line.isBig() ? all.big() : all;
  }
}
