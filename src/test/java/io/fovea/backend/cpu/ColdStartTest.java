package io.fovea.backend.cpu;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fovea.backend.DeviceInfo;
import io.fovea.data.SyntheticDigits;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.DepthwiseConv2d;
import io.fovea.nn.Flatten;
import io.fovea.nn.MaxPool2d;
import io.fovea.nn.PRelu;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.train.Fit;
import io.fovea.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plain loops that stand in for those of the Vector API, and until when they do. */
class ColdStartTest {
  private static final Shape IMAGE = Shape.of(28, 28, 1);
  private static final int ROWS = 5;

  /** More columns than any vector has lanes, four times over. */
  private static final int MOST = 70;

  @BeforeAll
  static void vectorsAreThere() {
    assumeTrue(KernelChoice.refusal() == null);
  }

  private static final int[] TAPS = {0, 3, 4};
  private static final int[] OFFSETS = {0, 100, 57};

  /** What a loop writes, or returns. */
  private interface Loop {
    Number run(CpuKernels kernels, float[][] x, float[] y, int[] index, int n);
  }

  private static final Map<String, Loop> LOOPS =
      Map.ofEntries(
          loop("add", (k, x, y, index, n) -> k.add(x[0], 1, x[1], 2, y, 3, n)),
          loop("addBias", (k, x, y, index, n) -> k.addBias(x[0], 1, 0, y, 3, MOST, ROWS, n)),
          loop(
              "addBiasAndResidual",
              (k, x, y, index, n) ->
                  k.addBiasAndResidual(x[0], 1, x[1], 2, 0, y, 3, MOST, ROWS, n)),
          loop(
              "addBiasThenPRelu",
              (k, x, y, index, n) -> k.addBiasThenPRelu(x[0], 1, x[1], 2, y, 3, MOST, ROWS, n)),
          loop("copyRows", (k, x, y, index, n) -> k.copyRows(x[0], 1, n, y, 3, MOST, ROWS, n)),
          loop("packPanels", (k, x, y, index, n) -> packed(k, x[0], y, n)),
          loop("addProduct", (k, x, y, index, n) -> k.addProduct(x[0], 1, x[1], 2, y, 3, n)),
          loop("relu", (k, x, y, index, n) -> k.relu(x[0], 1, y, 3, n)),
          loop("reluGradient", (k, x, y, index, n) -> k.reluGradient(x[0], 1, x[1], 2, y, 3, n)),
          loop("prelu", (k, x, y, index, n) -> k.prelu(x[0], 1, x[1], 2, y, 3, n)),
          loop(
              "preluGradient",
              (k, x, y, index, n) ->
                  k.preluGradient(x[0], 1, x[1], 2, x[2], 0, y, 3, y, 3 + MOST, n)),
          loop("normalize", (k, x, y, index, n) -> k.normalize(x[0], 1, x[1], x[2], x[3], y, 3, n)),
          loop(
              "combine",
              (k, x, y, index, n) -> k.combine(x[0], 1, x[1], x[2], x[3], 2, x[4], x[1], y, 3, n)),
          loop("sumRows", (k, x, y, index, n) -> k.sumRows(x[0], 1, ROWS, n, y, 3)),
          loop(
              "sumCentred",
              (k, x, y, index, n) -> k.sumCentred(x[0], 1, x[1], x[2], 2, ROWS, n, y, 3)),
          loop(
              "sumSquaresCentred",
              (k, x, y, index, n) -> k.sumSquaresCentred(x[0], 1, x[1], ROWS, n, y, 3)),
          loop("addConstant", (k, x, y, index, n) -> k.addConstant(0.3f, 0, y, 3, n)),
          loop(
              "addConstantThenPRelu",
              (k, x, y, index, n) -> k.addConstantThenPRelu(0.3f, -0.7f, y, 3, n)),
          loop("product", ColdStartTest::product),
          loop(
              "copyRowsSpaciously",
              (k, x, y, index, n) -> k.copyRowsSpaciously(x[0], 1, n, y, 3, MOST, 1, n / 16 * 16)),
          loop("sumRuns", ColdStartTest::sumRuns),
          loop("tile", (k, x, y, index, n) -> tile(k, x, y, n)),
          loop(
              "extremesOfWindows",
              (k, x, y, index, n) ->
                  k.extremesOfWindows(
                      -1,
                      x[0],
                      1,
                      n,
                      new WindowTaps(TAPS, OFFSETS),
                      3,
                      n,
                      y,
                      3,
                      true,
                      index,
                      1,
                      0)),
          loop(
              "extremesWithoutTaps",
              (k, x, y, index, n) ->
                  k.extremesOfWindows(
                      1,
                      x[0],
                      1,
                      n,
                      new WindowTaps(TAPS, OFFSETS),
                      3,
                      n,
                      y,
                      3,
                      false,
                      index,
                      1,
                      0)),
          Map.entry("sum", (k, x, y, index, n) -> k.sum(x[0], 1, 19 * n)),
          Map.entry("sumSquares", (k, x, y, index, n) -> k.sumSquares(x[0], 1, 19 * n)));

  private interface Writing {
    void run(CpuKernels kernels, float[][] x, float[] y, int[] index, int n);
  }

  private static Map.Entry<String, Loop> loop(String name, Writing loop) {
    return Map.entry(
        name,
        (k, x, y, index, n) -> {
          loop.run(k, x, y, index, n);
          return 0;
        });
  }

  /** What is written behind the sums may be anything. */
  private static void sumRuns(CpuKernels kernels, float[][] x, float[] y, int[] index, int n) {
    kernels.sumRuns(x[0], 1, OFFSETS, 1, 3, y, 3, n);
    Arrays.fill(y, 3 + n, 3 + n + CpuKernels.SPARE, 0);
  }

  /** All forms by turns: one row and several, both factors as they lie and packed, added or not. */
  private static void product(CpuKernels kernels, float[][] x, float[] y, int[] index, int n) {
    int m = n % 3 == 0 ? 1 : n % 7 + 1;
    int depth = 3;
    float[] left = new float[(Math.max(m, depth) + 10) * BlockProduct.LEFT_STRIDE];
    for (int i = 0; i < left.length; i++) {
      left[i] = x[0][i % x[0].length];
    }
    BlockProduct product = kernels.newProduct().to(y, 3, n);
    product = n % 2 == 0 ? product.left(left, 1) : product.leftTransposed(left, 1);
    product =
        n % 5 < 2 ? product.rightRows(x[1], 2, 3 * MOST) : product.rightPanels(x[1], 2, depth);
    product.run(m, n, depth, n % 4 == 1);
  }

  private static void tile(CpuKernels kernels, float[][] x, float[] y, int k) {
    int[] offsets = new SplittableRandom(k).ints(k, 0, MOST).toArray();
    PlanarTiles tiles = kernels.newPlanarTiles();
    int n = 2 * tiles.columns();
    int height = k % 2 == 0 ? 4 : 6;
    tiles.row(height, k, x[0], 1, 7, x[1], 2, offsets, y, 3, n + 1, n);
  }

  /** What the last panel has too many of columns may hold anything. */
  private static void packed(CpuKernels kernels, float[] x, float[] y, int n) {
    kernels.packPanels(x, 1, n, ROWS, n, y, 3);
    for (int j = 0; j < n; j += kernels.panelColumns(n - j)) {
      int width = kernels.panelColumns(n - j);
      for (int r = 0; r < ROWS; r++) {
        int row = 3 + j * ROWS + r * width;
        Arrays.fill(y, row + Math.min(width, n - j), row + width, 0);
      }
    }
  }

  /** Or nodes would ask for other memory, and begin with the Vector API's loops after all. */
  @Test
  void bothSetsCutProductsAlike() {
    CpuKernels fused = KernelChoice.fused();
    CpuKernels vector = KernelChoice.named("vector");
    assertEquals(vector.tileRows(), fused.tileRows());
    assertEquals(vector.manyRows(), fused.manyRows());
    for (int columns = 1; columns <= MOST; columns++) {
      assertEquals(vector.panelColumns(columns), fused.panelColumns(columns));
    }
  }

  @Test
  void plainLoopsComputeTheSameBits() {
    CpuKernels vector = KernelChoice.named("vector");
    CpuKernels plain = KernelChoice.fused();
    SplittableRandom random = new SplittableRandom(1);
    LOOPS.forEach(
        (name, loop) -> {
          for (int n = 1; n <= MOST; n++) {
            float[][] x = new float[5][];
            Arrays.setAll(x, i -> numbers(20 * MOST, random));
            float[] y = numbers(20 * MOST, random);
            float[] want = y.clone();
            int[] index = new int[4 * MOST];
            int[] wantIndex = index.clone();
            String what = name + ", n = " + n;
            Number wanted = loop.run(vector, x, want, wantIndex, n);
            assertEquals(wanted, loop.run(plain, x, y, index, n), what);
            assertArrayEquals(want, y, what);
            assertArrayEquals(wantIndex, index, what);
          }
        });
  }

  /** Of every magnitude, so that each rounding shows; some are zero, of both signs, or NaN. */
  private static float[] numbers(int n, SplittableRandom random) {
    DoubleSupplier next =
        () ->
            switch (random.nextInt(200)) {
              case 0 -> Double.NaN;
              case 1 -> 0.0;
              case 2 -> -0.0;
              default -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(8));
            };
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) next.getAsDouble();
    }
    return numbers;
  }

  /** Weights after steps of which the first are done by plain loops, and of which none is. */
  @Test
  void aTrainingComesToTheSameBits() {
    CpuKernels vector = KernelChoice.named("vector");
    assertEquals(
        trained(vector, ColdStart.none(vector)),
        trained(vector, ColdStart.with(KernelChoice.fused())));
  }

  private static Map<String, Tensor> trained(CpuKernels kernels, ColdStart coldStart) {
    Model model =
        Sequential.of(
            IMAGE,
            Conv2d.of(18, 3).padding(SAME),
            new BatchNorm(),
            new PRelu(),
            MaxPool2d.of(2),
            Conv2d.of(24, 3).padding(SAME),
            DepthwiseConv2d.of(3),
            new Flatten(),
            Dense.of(10));
    DeviceInfo info = new CpuBackend().devices().get(0);
    try (CpuDevice device = new CpuDevice(info, kernels, new Workers(2), coldStart);
        Trainer trainer = Trainer.of(model, device).seed(7).build()) {
      trainer.fit(SyntheticDigits.train(40, 1), Fit.epochs(3).batch(16));
      return trainer.weights();
    }
  }

  @Test
  void allNodesGoOverWhenPlainLoopsHaveTakenTheirTime() {
    ColdStart coldStart = ColdStart.with(new ScalarKernels());
    List<String> runs = new ArrayList<>();
    CpuStep slow = coldStart.beginWith(ColdStartTest::takeAll, () -> runs.add("slow"));
    CpuStep quick = coldStart.beginWith(() -> runs.add("plain"), () -> runs.add("quick"));
    quick.run();
    slow.run();
    quick.run();
    slow.run();
    assertEquals(List.of("plain", "quick", "slow"), runs);
  }

  private static void takeAll() {
    long end = System.nanoTime() + ColdStart.PLAIN_NANOS;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
