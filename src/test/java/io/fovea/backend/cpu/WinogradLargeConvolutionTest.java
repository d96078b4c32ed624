package io.fovea.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Eager;
import io.fovea.check.BackendCheck;
import io.fovea.check.Comparison;
import io.fovea.op.Activation;
import io.fovea.op.Conv2d;
import io.fovea.op.Conv2dDataGradient;
import io.fovea.op.Conv2dGeometry;
import io.fovea.op.Epilogue;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The way of large filters on smaller ones, whatever the rule says: several groups of tiles, blocks
 * of terms and of columns, all but the first of them incomplete.
 */
class WinogradLargeConvolutionTest {
  private static final int PADDING = 1;
  private static final Conv2dGeometry GEOMETRY = Conv2dGeometry.UNIT.padding(Padding.of(PADDING));
  private static final Shape X = Shape.of(35, 3, 5, 97);
  private static final Shape W = Shape.of(3, 3, 97, 35);
  private static final Shape Y = Shape.of(35, 3, 5, 35);

  static List<CpuKernels> kernels() {
    return BlockProductTest.kernels();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void convolves(CpuKernels kernels) {
    Epilogue epilogue = new Epilogue(true, true, Activation.RELU);
    Op op = new Conv2d(GEOMETRY, epilogue);
    check(kernels, op, random(X, 1), random(W, 2), random(Shape.of(35), 3), random(Y, 4));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void convolvesBack(CpuKernels kernels) {
    check(kernels, new Conv2dDataGradient(GEOMETRY, X), random(Y, 1), random(W, 2));
  }

  /** More terms than a row of the transformed tiles holds, and few columns. */
  @ParameterizedTest
  @MethodSource("kernels")
  void sumsManyTerms(CpuKernels kernels) {
    Tensor x = random(Shape.of(1, 5, 4, 397), 1);
    check(kernels, new Conv2d(GEOMETRY), x, random(Shape.of(3, 3, 397, 3), 2));
  }

  private static void check(CpuKernels kernels, Op op, Tensor... inputs) {
    List<Tensor> alone;
    try (CpuDevice device = open(kernels, 1, op)) {
      Comparison comparison =
          BackendCheck.on(device).implementation("winograd").run(op, inputs).get(0);
      assertTrue(comparison.passes(), comparison::toString);
      alone = run(device, op, inputs);
    }
    for (int workers = 2; workers <= 3; workers++) {
      try (CpuDevice device = open(kernels, workers, op)) {
        assertEquals(alone, run(device, op, inputs), workers + " workers");
      }
    }
  }

  private static List<Tensor> run(CpuDevice device, Op op, Tensor... inputs) {
    CompileOptions options = CompileOptions.standard().force(op.name(), "winograd").poisoned();
    return Eager.runAll(device, op, options, List.of(inputs));
  }

  private static CpuDevice open(CpuKernels kernels, int workers, Op op) {
    var info = new CpuBackend().devices().get(0);
    CpuDevice device = new CpuDevice(info, kernels, new Workers(workers));
    device.lowerings().on(op.getClass(), new Large());
    return device;
  }

  private static final class Large implements CpuLowering {
    @Override
    public String name() {
      return "winograd";
    }

    @Override
    public CpuStep lower(CpuNode node) {
      int n = node.node().outputTypes().get(0).shape().dim(3);
      Epilogue epilogue = node.node().op() instanceof Conv2d op ? op.epilogue() : Epilogue.NONE;
      Destination to = Destination.of(node, n, epilogue);
      WinogradImages images = WinogradImages.of(node, node.input(0), -PADDING, -PADDING, to);
      boolean forGradient = node.node().op() instanceof Conv2dDataGradient;
      return new WinogradLargeConvolution(node, images, node.input(1), forGradient).step();
    }
  }

  private static Tensor random(Shape shape, int seed) {
    return Tensor.of(shape, new Random(seed).doubles(shape.elements(), -1, 1).toArray());
  }
}
