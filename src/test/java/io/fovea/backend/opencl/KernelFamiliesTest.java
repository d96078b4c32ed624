package io.fovea.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.check.BackendCheck;
import io.fovea.check.Comparison;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.op.Accumulate;
import io.fovea.op.AccumulateBinary;
import io.fovea.op.AccumulateConfusion;
import io.fovea.op.AccumulateErrors;
import io.fovea.op.AccumulateTopK;
import io.fovea.op.Add;
import io.fovea.op.AddBias;
import io.fovea.op.ArgMax;
import io.fovea.op.Assign;
import io.fovea.op.AvgPool2d;
import io.fovea.op.AvgPool2dGradient;
import io.fovea.op.BatchNorm;
import io.fovea.op.BatchNormFold;
import io.fovea.op.BatchNormGradient;
import io.fovea.op.BatchNormInference;
import io.fovea.op.BiasGradient;
import io.fovea.op.CheckFinite;
import io.fovea.op.Concat;
import io.fovea.op.Constant;
import io.fovea.op.Count;
import io.fovea.op.CrossEntropy;
import io.fovea.op.CrossEntropyGradient;
import io.fovea.op.Dropout;
import io.fovea.op.FlatUpdate;
import io.fovea.op.GatherRows;
import io.fovea.op.MaxPool2d;
import io.fovea.op.MaxPool2dGradient;
import io.fovea.op.Mean;
import io.fovea.op.MeanGradient;
import io.fovea.op.MovingAverage;
import io.fovea.op.Normalize;
import io.fovea.op.Op;
import io.fovea.op.Padding;
import io.fovea.op.PoolGeometry;
import io.fovea.op.Relu;
import io.fovea.op.ReluGradient;
import io.fovea.op.Slice;
import io.fovea.op.SliceGradient;
import io.fovea.op.Softmax;
import io.fovea.op.SoftmaxCrossEntropy;
import io.fovea.op.SoftmaxCrossEntropyGradient;
import io.fovea.op.SoftmaxGradient;
import io.fovea.op.SumSquares;
import io.fovea.op.TensorType;
import io.fovea.op.UpdateRule;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every op but the convolutions and matrix products, in both kernel families, against the
 * reference: at shapes that reach each way of dealing out the work. The tables of cases per op go
 * over shapes.
 */
class KernelFamiliesTest {
  private static final Map<KernelFamily, ClDevice> DEVICES = new EnumMap<>(KernelFamily.class);

  private static final PoolGeometry OVERLAPPING =
      new PoolGeometry(3, 2, 2, 1, new Padding(1, 0, 1, 1), true);

  @BeforeAll
  static void open() {
    String before = System.getProperty(KernelFamily.PROPERTY);
    try {
      for (KernelFamily family : List.of(KernelFamily.PORTABLE, KernelFamily.CPU)) {
        System.setProperty(KernelFamily.PROPERTY, family.name());
        DEVICES.put(family, ClFixture.open());
      }
    } finally {
      if (before == null) {
        System.clearProperty(KernelFamily.PROPERTY);
      } else {
        System.setProperty(KernelFamily.PROPERTY, before);
      }
    }
  }

  @AfterAll
  static void close() {
    DEVICES.values().forEach(ClDevice::close);
  }

  private static Tensor between(int seed, double low, double high, int... dims) {
    Shape shape = Shape.of(dims);
    var random = new SplittableRandom(seed);
    return Tensor.of(
        shape, random.doubles(shape.elements()).map(u -> low + (high - low) * u).toArray());
  }

  private static Tensor reals(int seed, int... dims) {
    return between(seed, -2, 2, dims);
  }

  private static Tensor ints(int seed, int bound, int... dims) {
    Shape shape = Shape.of(dims);
    return Tensor.of(shape, new SplittableRandom(seed).ints(shape.elements(), 0, bound).toArray());
  }

  /** Few distinct numbers, so that there are ties. */
  private static Tensor whole(int seed, int bound, int... dims) {
    return Tensor.of(Shape.of(dims), ints(seed, bound, dims).doubles());
  }

  private static Tensor bytes(int seed, int bound, int... dims) {
    int[] values = ints(seed, bound, dims).ints();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Tensor.of(Shape.of(dims), bytes);
  }

  private record Case(Op op, Tensor... inputs) {}

  /** The inputs of an optimiser's step over five blocks, the second one frozen. */
  private static Tensor[] region(int moments, int step, int healthy) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < 2 + moments; i++) {
      inputs.add(i == 3 ? between(i, 0.1, 2, 640) : reals(i, 640));
    }
    inputs.add(Tensor.scalar(0.05f));
    inputs.add(Tensor.scalar(step));
    inputs.add(Tensor.scalar(healthy));
    inputs.add(Tensor.of(Shape.of(5), 1f, 0f, 0.5f, 1f, 2f));
    inputs.add(Tensor.of(Shape.of(5), 0f, 0.1f, 0.01f, 0f, 0f));
    return inputs.toArray(Tensor[]::new);
  }

  private static List<Case> elementwise() {
    return List.of(
        new Case(new Add(), reals(1, 9, 11), reals(2, 9, 11)),
        new Case(new AddBias(), reals(1, 70, 70), reals(2, 70)),
        new Case(new Relu(), reals(1, 5, 1000)),
        new Case(new ReluGradient(), reals(1, 7, 77), reals(2, 7, 77)),
        new Case(new Constant(0.1, Shape.of(2, 333))),
        new Case(new Constant(Double.NEGATIVE_INFINITY, Shape.of(1))),
        new Case(
            new Dropout(0.3, 0x123456789abcdefL),
            reals(1, 3, 777),
            Tensor.of(Shape.of(2), -5, 7),
            Tensor.scalar(99)),
        new Case(new Normalize(List.of(1 / 255f), List.of(-0.5f)), bytes(1, 256, 3, 5, 5, 3)),
        new Case(
            new Normalize(List.of(2f, 3f, 4f, 5f, 6f), List.of(1f, 2f, 3f, 4f, 5f)),
            bytes(1, 256, 2, 7, 5)),
        new Case(new Normalize(List.of(2f, 3f), List.of(1f, 2f)), reals(1, 5, 4, 2)));
  }

  private static List<Case> layout() {
    return List.of(
        new Case(new Concat(0, 2), reals(1, 3, 4), reals(2, 5, 4)),
        new Case(
            new Concat(3, 3), reals(1, 2, 3, 3, 4), reals(2, 2, 3, 3, 1), reals(3, 2, 3, 3, 16)),
        new Case(new Concat(1, 2), reals(1, 1, 3, 4), reals(2, 1, 5, 4)),
        new Case(new Slice(0, 1, 2), reals(1, 4, 3, 5)),
        new Case(new Slice(2, 3, 2), reals(1, 4, 3, 5)),
        new Case(new SliceGradient(0, 1, Shape.of(4, 15)), reals(1, 2, 15)),
        new Case(new SliceGradient(1, 3, Shape.of(4, 9, 2)), reals(1, 4, 5, 2)),
        new Case(new GatherRows(3), reals(1, 9, 4, 5), ints(2, 9, 9), Tensor.scalar(4)),
        new Case(new GatherRows(5), bytes(1, 256, 9, 28, 28), ints(2, 9, 9), Tensor.scalar(4)),
        new Case(new GatherRows(2), ints(1, 99, 9), ints(2, 9, 9), Tensor.scalar(1)),
        new Case(new Assign(), reals(1, 55), reals(2, 55)),
        new Case(new Assign(), bytes(1, 9, 55), bytes(2, 9, 55)));
  }

  private static List<Case> pools() {
    return List.of(
        new Case(new MaxPool2d(PoolGeometry.of(2, 2)), reals(1, 2, 7, 6, 16)),
        new Case(new MaxPool2d(OVERLAPPING), reals(1, 2, 6, 5, 3)),
        new Case(
            new MaxPool2d(new PoolGeometry(17, 17, 2, 2, Padding.of(3), false)),
            reals(1, 1, 17, 18, 2)),
        new Case(
            new MaxPool2dGradient(PoolGeometry.of(2, 2), Shape.of(2, 7, 6, 16)),
            bytes(1, 4, 2, 3, 3, 16),
            reals(2, 2, 3, 3, 16)),
        new Case(
            new MaxPool2dGradient(
                new PoolGeometry(2, 2, 1, 1, Padding.NONE, false), Shape.of(2, 6, 5, 3)),
            bytes(1, 4, 2, 5, 4, 3),
            reals(2, 2, 5, 4, 3)),
        new Case(new AvgPool2d(OVERLAPPING, true), reals(1, 2, 6, 5, 8)),
        new Case(new AvgPool2d(OVERLAPPING, false), reals(1, 2, 6, 5, 3)),
        new Case(
            new AvgPool2dGradient(OVERLAPPING, false, Shape.of(2, 6, 5, 8)), reals(1, 2, 4, 5, 8)));
  }

  private static List<Case> losses() {
    Tensor labels = Tensor.of(Shape.of(5), 0, 9, 3, -1, 10);
    return List.of(
        new Case(new Softmax(), reals(1, 33, 10)),
        new Case(new Softmax(), reals(1, 2, 3, 200)),
        new Case(new SoftmaxGradient(), reals(1, 33, 10), reals(2, 33, 10)),
        new Case(new SoftmaxGradient(), reals(1, 3, 200), reals(2, 3, 200)),
        new Case(new SoftmaxCrossEntropy(), reals(1, 5, 10), labels),
        new Case(new SoftmaxCrossEntropy(), reals(1, 5, 100), labels),
        new Case(new SoftmaxCrossEntropy(true), reals(1, 5, 100), labels, reals(2, 5)),
        new Case(new SoftmaxCrossEntropyGradient(), between(1, 0, 1, 5, 10), labels, reals(2, 5)),
        new Case(new CrossEntropy(), between(1, 0, 1, 5, 10), labels),
        new Case(new CrossEntropyGradient(), between(1, 0.01, 1, 5, 10), labels, reals(2, 5)),
        new Case(new ArgMax(), whole(2, 3, 50, 7)),
        new Case(
            new AccumulateBinary(0.5, 0.5), ints(1, 5, 3, 2, 2), reals(2, 9, 3), reals(3, 9, 3)),
        new Case(new AccumulateErrors(0.5, 0), reals(1, 7, 6), reals(2, 40, 7), reals(3, 40, 7)),
        new Case(new AccumulateTopK(2), Tensor.scalar(3), whole(2, 2, 50, 5), ints(3, 6, 50)),
        new Case(new AccumulateConfusion(), ints(1, 5, 3, 3), whole(2, 2, 50, 3), ints(3, 4, 50)));
  }

  private static List<Case> reductions() {
    return List.of(
        new Case(new BiasGradient(), reals(1, 64, 10)),
        new Case(new BiasGradient(), reals(1, 70, 30, 7)),
        new Case(new BiasGradient(), reals(1, 5, 300, 64)),
        new Case(new SumSquares(), reals(1, 999)),
        new Case(new SumSquares(), reals(1, 70_001)),
        new Case(new Mean(), reals(1, 64)),
        new Case(new Mean(), reals(1, 3, 50_001)),
        new Case(new Mean(true), reals(1, 3, 50_001), Tensor.scalar(2f)),
        new Case(new MeanGradient(Shape.of(7, 70)), Tensor.scalar(3f)),
        new Case(new Accumulate(), Tensor.scalar(2f), reals(1, 64)),
        new Case(new Accumulate(), Tensor.scalar(2f), reals(1, 3, 50_001)));
  }

  private static List<Case> norms() {
    Tensor gamma = between(2, 0.5, 2, 6);
    Tensor variance = between(5, 0.1, 2, 6);
    Tensor x = reals(1, 3, 300, 6);
    Tensor dy = reals(7, 3, 300, 6);
    Tensor mean = reals(4, 6);
    return List.of(
        new Case(new BatchNorm(1e-3), x, gamma, reals(3, 6)),
        new Case(new BatchNorm(1e-3), reals(1, 8, 32), reals(2, 32), reals(3, 32)),
        new Case(new BatchNorm(1e-3), between(1, 1000, 1002, 500, 6), gamma, reals(3, 6)),
        new Case(new BatchNormInference(1e-3), x, gamma, reals(3, 6), mean, variance),
        new Case(new BatchNormGradient(1e-3, false), x, dy, gamma, mean, variance),
        new Case(new BatchNormGradient(1e-3, true), x, dy, gamma, mean, variance),
        new Case(
            new BatchNormFold(1e-3, true),
            reals(8, 3, 3, 4, 6),
            gamma,
            reals(3, 6),
            mean,
            variance,
            reals(9, 6)),
        new Case(
            new BatchNormFold(1e-3, false), reals(8, 20, 6), gamma, reals(3, 6), mean, variance),
        new Case(new MovingAverage(0.1, 1.25), reals(1, 70), reals(2, 70), Tensor.scalar(1)),
        new Case(new MovingAverage(0.1, 1.25), reals(1, 70), reals(2, 70), Tensor.scalar(0)));
  }

  private static List<Case> steps() {
    return List.of(
        new Case(new FlatUpdate(new UpdateRule.Sgd(0, 0, false), false), region(0, 3, 1)),
        new Case(new FlatUpdate(new UpdateRule.Sgd(0.9, 0.1, false), false), region(1, 3, 1)),
        new Case(new FlatUpdate(new UpdateRule.Sgd(0.9, 0, true), false), region(1, 0, 1)),
        new Case(new FlatUpdate(new UpdateRule.Sgd(0.9, 0, false), false), region(1, 3, 0)),
        new Case(
            new FlatUpdate(new UpdateRule.Adam(0.9, 0.999, 1e-8, false), false), region(2, 0, 1)),
        new Case(
            new FlatUpdate(new UpdateRule.Adam(0.9, 0.999, 1e-8, false), true), region(2, 500, 1)),
        new Case(new FlatUpdate(new UpdateRule.Adam(0, 0.99, 1e-8, false), false), region(2, 5, 0)),
        new Case(new CheckFinite(), Tensor.scalar(1), Tensor.scalar(Float.NaN), reals(1, 999)),
        new Case(new CheckFinite(), Tensor.scalar(1), Tensor.scalar(2f), reals(1, 70_001)),
        new Case(new Count(3, false), Tensor.scalar(4)),
        new Case(new Count(3, true), Tensor.scalar(4), Tensor.scalar(0)),
        new Case(
            new Count(List.of(3, 5), 1), Tensor.scalar(4), Tensor.scalar(6), Tensor.scalar(0)));
  }

  static Stream<Arguments> cases() {
    List<List<Case>> all =
        List.of(elementwise(), layout(), pools(), losses(), reductions(), norms(), steps());
    return Stream.of(KernelFamily.PORTABLE, KernelFamily.CPU)
        .flatMap(
            family ->
                all.stream()
                    .flatMap(List::stream)
                    .map(one -> Arguments.of(family, one.op(), one.inputs())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void agreesWithTheReference(KernelFamily family, Op op, Tensor[] inputs) {
    for (Comparison comparison : BackendCheck.on(DEVICES.get(family)).run(op, inputs)) {
      assertTrue(comparison.passes(), comparison::toString);
    }
  }

  /** What nothing takes is not written, and costs no launch. */
  @ParameterizedTest
  @EnumSource(
      value = KernelFamily.class,
      names = {"PORTABLE", "CPU"})
  void leavesOutWhatNothingTakes(KernelFamily family) {
    StateLayout none = StateLayout.builder().build();
    var graph = new GraphBuilder(none);
    graph.label("body");
    Value x = graph.input("x", TensorType.real(2, 4, 4, 3));
    Value dy = graph.input("dy", TensorType.real(2, 4, 4, 3));
    Value channels = graph.input("channels", TensorType.real(3));
    graph.output("pooled", graph.emit(new MaxPool2d(PoolGeometry.of(2, 2)), x));
    Op gradient = new BatchNormGradient(1e-3, true);
    graph.output("dx", graph.emit(gradient, x, dy, channels, channels, channels));
    ClDevice device = DEVICES.get(family);
    try (State state = device.allocate(none);
        Program program = device.plan(graph.build(), state, CompileOptions.standard())) {
      List<String> kernels = program.launches().stream().map(Program.Launch::kernel).toList();
      assertEquals(List.of("max_pool2d", "batch_norm_gradient_constant"), kernels);
    }
  }

  /** Macros carry neither the batch nor an offset, so another batch size compiles nothing. */
  @ParameterizedTest
  @EnumSource(
      value = KernelFamily.class,
      names = {"PORTABLE", "CPU"})
  void anotherBatchSizeBuildsNoKernel(KernelFamily family) {
    ClDevice device = DEVICES.get(family);
    List<List<String>> builds = new ArrayList<>();
    for (int n : new int[] {4, 1, 7}) {
      builds.add(buildsOfANet(device, n));
    }
    assertFalse(builds.get(0).isEmpty());
    assertEquals(builds.get(0), builds.get(1));
    assertEquals(builds.get(0), builds.get(2));
  }

  private static List<String> buildsOfANet(ClDevice device, int n) {
    StateLayout none = StateLayout.builder().build();
    var graph = new GraphBuilder(none);
    graph.label("net");
    Value x = graph.input("x", TensorType.real(n, 9, 8, 6));
    Value channels = graph.input("channels", TensorType.real(6));
    Value y = graph.emit(new BatchNorm(1e-3), x, channels, channels);
    y = graph.emit(new Add(), y, graph.emit(new Relu(), x));
    y = graph.emit(new Concat(3, 2), y, x);
    y = graph.emit(new Slice(3, 2, 8), y);
    y = graph.emit(new MaxPool2d(PoolGeometry.of(3, 2)), y);
    y = graph.emit(new AvgPool2d(OVERLAPPING, true), y);
    y = graph.emit(new Softmax(), y);
    graph.output("sums", graph.emit(new BiasGradient(), y));
    graph.output("y", graph.emit(new Concat(0, 2), y, y));
    graph.output("mean", graph.emit(new Mean(), y));
    try (State state = device.allocate(none);
        Program program = device.plan(graph.build(), state, CompileOptions.standard())) {
      return ((ClProgram) program)
          .steps().stream()
              .flatMap(step -> step.launches().stream())
              .map(launch -> launch.build().key())
              .distinct()
              .sorted()
              .toList();
    }
  }
}
