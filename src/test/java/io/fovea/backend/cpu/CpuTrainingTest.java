package io.fovea.backend.cpu;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.fovea.backend.Candidate;
import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.DeviceInfo;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Graph;
import io.fovea.graph.Node;
import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Add;
import io.fovea.nn.AvgPool2d;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.DepthwiseConv2d;
import io.fovea.nn.Dropout;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Input;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.op.Op;
import io.fovea.tensor.DType;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Examples;
import io.fovea.train.Fit;
import io.fovea.train.Predictor;
import io.fovea.train.Trainer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole trainings on this backend: the same bits for any number of threads, and no garbage. */
class CpuTrainingTest {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private static final int BATCH = 16;
  private static final int CLASSES = 10;
  private static final Shape IMAGE = Shape.of(20, 20, 3);

  static List<CpuKernels> kernels() {
    return BlockProductTest.kernels();
  }

  static CpuDevice open(CpuKernels kernels, int threads) {
    DeviceInfo info = new CpuBackend().devices().get(0);
    return new CpuDevice(info, kernels, new Workers(threads));
  }

  /** Large enough that most ops are split among the workers, and small enough to be quick. */
  private static Model model() {
    return Sequential.of(
        IMAGE,
        Conv2d.of(24, 3).padding(SAME).withoutBias(),
        new BatchNorm(),
        new Relu(),
        DepthwiseConv2d.of(3),
        new Relu(),
        MaxPool2d.of(2),
        Conv2d.of(32, 3).stride(2).groups(2),
        new Relu(),
        AvgPool2d.of(2),
        new Flatten(),
        Dense.of(64),
        new Relu(),
        Dropout.of(0.3),
        Dense.of(CLASSES));
  }

  private static Examples examples(int n) {
    float[] pixels = new float[n * (int) IMAGE.elements()];
    Philox.Sequence random = Philox.sequence(1, "pixels");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    int[] labels = IntStream.range(0, n).map(i -> i % CLASSES).toArray();
    return Examples.of(List.of(Tensor.of(IMAGE.batched(n), pixels)), List.of(labels));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theNumberOfThreadsChangesNoBit(CpuKernels kernels) {
    Map<String, Tensor> alone = trained(kernels, 1);
    assertNotEquals(alone, untrained(kernels));
    assertEquals(alone, trained(kernels, 2));
    assertEquals(alone, trained(kernels, 3));
  }

  private static Map<String, Tensor> untrained(CpuKernels kernels) {
    try (CpuDevice device = open(kernels, 1);
        Trainer trainer = Trainer.of(model(), device).seed(7).build()) {
      return trainer.weights();
    }
  }

  /** Weights, and what is predicted by them. The last batch is a partial one. */
  private static Map<String, Tensor> trained(CpuKernels kernels, int threads) {
    try (CpuDevice device = open(kernels, threads);
        Trainer trainer = Trainer.of(model(), device).seed(7).build()) {
      trainer.fit(examples(3 * BATCH - 5), Fit.epochs(2).batch(BATCH));
      Map<String, Tensor> results = trainer.weights();
      results.put("prediction", trainer.predict(inputs(7)));
      return results;
    }
  }

  private static Tensor inputs(int n) {
    return Tensor.zeros(DType.F32, IMAGE.batched(n));
  }

  /** As in a ResNet: convolutions by Winograd's algorithm, a shortcut, and a mean over pixels. */
  private static Model residualModel() {
    Signal x = Input.of(IMAGE);
    Signal y = new Relu().on(convolution(3, 2).on(x));
    y = new BatchNorm().on(convolution(3, 1).on(y));
    y = new Relu().on(new Add().on(y, new BatchNorm().on(convolution(1, 2).on(x))));
    return Model.of(x, Dense.of(CLASSES).on(new GlobalAvgPool().on(y)));
  }

  private static Conv2d convolution(int k, int stride) {
    return Conv2d.of(32, k).stride(stride).padding(SAME).withoutBias();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aWarmStepAllocatesNothing(CpuKernels kernels) {
    requireNoGarbage(kernels, model());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aWarmStepOfAResidualNetAllocatesNothing(CpuKernels kernels) {
    requireNoGarbage(kernels, residualModel());
  }

  private static void requireNoGarbage(CpuKernels kernels, Model model) {
    Captured device = new Captured(open(kernels, 3));
    try (device;
        Trainer trainer = Trainer.of(model, device).build()) {
      trainer.fit(examples(4), Fit.epochs(1).batch(4).placement(Fit.Placement.STREAMED));
      requireAtMost(0, 100, device.programs.get(0)::run);
    }
  }

  /** What an epoch takes at its beginning and end, and news of it: not much for each step. */
  @ParameterizedTest
  @MethodSource("kernels")
  void aWarmEpochAllocatesLittle(CpuKernels kernels) {
    int steps = 40;
    try (CpuDevice device = open(kernels, 3);
        Trainer trainer = Trainer.of(model(), device).build()) {
      Examples examples = examples(steps * 4);
      Fit fit = Fit.epochs(1).batch(4).placement(Fit.Placement.RESIDENT);
      requireAtMost(steps * 1024, 3, () -> trainer.fit(examples, fit));
    }
  }

  /** The result, and what finds the program for a batch of that size. */
  @ParameterizedTest
  @MethodSource("kernels")
  void aWarmPredictionAllocatesLittle(CpuKernels kernels) {
    try (CpuDevice device = open(kernels, 3);
        Trainer trainer = Trainer.of(model(), device).build();
        Predictor predictor = trainer.predictor()) {
      Tensor one = inputs(1);
      requireAtMost(2048, 100, () -> predictor.predict(one));
    }
  }

  /**
   * Within a minute a call must come to allocate at most so many bytes, on all threads that take
   * part, and stay there: before, code that is not yet compiled boxes vectors. What the measurement
   * itself allocates is below one byte for each of a hundred calls.
   */
  private static void requireAtMost(int bytes, int calls, Runnable call) {
    long end = System.nanoTime() + 60_000_000_000L;
    long last = 0;
    for (int inARow = 0; inARow < 3; ) {
      long[] threads = threads();
      long before = allocated(threads);
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      last = (allocated(threads) - before) / calls;
      inARow = last <= bytes ? inARow + 1 : 0;
      assertTrue(inARow > 0 || System.nanoTime() < end, last + " bytes a call, at most " + bytes);
    }
  }

  private static long[] threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t == Thread.currentThread() || t.getName().startsWith("fovea"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private static long allocated(long[] threads) {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(threads)) {
      sum += bytes;
    }
    return sum;
  }

  /** A device that remembers the programs that it made. */
  private record Captured(CpuDevice device, List<Program> programs) implements Device {
    Captured(CpuDevice device) {
      this(device, new ArrayList<>());
    }

    @Override
    public DeviceInfo info() {
      return device.info();
    }

    @Override
    public State allocate(StateLayout layout) {
      return device.allocate(layout);
    }

    @Override
    public void rearrange(State state, StateLayout layout) {
      device.rearrange(state, layout);
    }

    @Override
    public Program plan(Graph graph, State state, CompileOptions options) {
      Program program = device.plan(graph, state, options);
      programs.add(program);
      return program;
    }

    @Override
    public Map<Class<? extends Op>, List<String>> implementations() {
      return device.implementations();
    }

    @Override
    public List<Candidate> candidates(Node node) {
      return device.candidates(node);
    }

    @Override
    public List<String> implementations(Op op) {
      return device.implementations(op);
    }

    @Override
    public void finish() {
      device.finish();
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
