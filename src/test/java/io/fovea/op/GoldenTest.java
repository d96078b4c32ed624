package io.fovea.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Eager;
import io.fovea.check.Bounds;
import io.fovea.check.Comparison;
import io.fovea.check.Sample;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import io.fovea.testkit.BackendsUnderTest;
import io.fovea.testkit.Target;
import io.fovea.train.Adadelta;
import io.fovea.train.Adagrad;
import io.fovea.train.Adam;
import io.fovea.train.AdamW;
import io.fovea.train.Cosine;
import io.fovea.train.EpochResult;
import io.fovea.train.Exponential;
import io.fovea.train.History;
import io.fovea.train.Lion;
import io.fovea.train.Nadam;
import io.fovea.train.OneCycle;
import io.fovea.train.Optimizer;
import io.fovea.train.Polynomial;
import io.fovea.train.ReduceOnPlateau;
import io.fovea.train.RmsProp;
import io.fovea.train.Schedule;
import io.fovea.train.Sgd;
import io.fovea.train.StepDecay;
import io.fovea.train.WarmUp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Do we mean what the world means? Results of PyTorch, made in double precision by {@code
 * golden/golden.py} among the test resources: the reference agrees to 1e-12, every other backend
 * within the op's bound.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTest {
  private static final double REFERENCE_TOLERANCE = 1e-12;

  private final Map<String, double[]> golden = new HashMap<>();
  private BackendsUnderTest backends;

  @BeforeAll
  void read() throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/golden.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n")) {
        String[] words = line.split(" ");
        double[] numbers = Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
        golden.put(words[0], numbers);
      }
    }
    backends = new BackendsUnderTest();
  }

  @AfterAll
  void close() {
    backends.close();
  }

  /** The formula of golden.py. */
  private static Tensor fill(int k, int... shape) {
    float[] values = new float[(int) Shape.of(shape).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * k % 13 - 6) / 4f;
    }
    return Tensor.of(Shape.of(shape), values);
  }

  private double[] golden(String name) {
    return Objects.requireNonNull(golden.get(name), name);
  }

  @Test
  void convolutionStrided() {
    Conv2dGeometry g = new Conv2dGeometry(2, 1, new Padding(1, 0, 2, 1), 1, 1, 1);
    convolution("conv_strided", g, fill(5, 2, 5, 6, 3), fill(7, 3, 2, 3, 4), fill(2, 4));
  }

  @Test
  void convolutionDilatedInGroups() {
    Conv2dGeometry g = new Conv2dGeometry(1, 2, new Padding(0, 1, 1, 0), 3, 2, 2);
    convolution("conv_dilated_groups", g, fill(5, 1, 7, 8, 4), fill(7, 2, 3, 2, 6), fill(2, 6));
  }

  @Test
  void convolutionDepthwise() {
    Conv2dGeometry g = Conv2dGeometry.UNIT.padding(Padding.of(1)).groups(3);
    convolution("conv_depthwise", g, fill(5, 2, 4, 4, 3), fill(7, 3, 3, 1, 3), fill(2, 3));
  }

  private void convolution(String name, Conv2dGeometry g, Tensor x, Tensor w, Tensor b) {
    Conv2d op = new Conv2d(g, new Epilogue(true, Activation.NONE));
    check(name + "_y", 0, op, x, w, b);
    Tensor dy = fill(3, Conv2dDims.of(x.shape(), w.shape(), g).y().dims());
    check(name + "_dx", 0, new Conv2dDataGradient(g, x.shape()), dy, w);
    check(name + "_dw", 0, new Conv2dWeightGradient(g, w.shape()), x, dy);
  }

  @Test
  void maximumPooling() {
    PoolGeometry g = new PoolGeometry(3, 3, 2, 2, Padding.of(1), true);
    pooling("max_pool", g, new MaxPool2d(g));
  }

  @Test
  void minimumPooling() {
    PoolGeometry g = new PoolGeometry(3, 3, 2, 2, Padding.of(1), true);
    pooling("min_pool", g, new MinPool2d(g));
  }

  /** PyTorch's index is the pixel that won; ours is the tap. */
  private void pooling(String name, PoolGeometry g, Op op) {
    Tensor x = fill(5, 2, 5, 6, 3);
    check(name + "_y", 0, op, x);
    PoolDims d = PoolDims.of(x.shape(), g);
    double[] taps = new double[golden(name + "_pixel").length];
    for (int i = 0; i < taps.length; i++) {
      int pixel = (int) golden(name + "_pixel")[i];
      int top = i / d.c() / d.ow() % d.oh() * 2 - 1;
      int left = i / d.c() % d.ow() * 2 - 1;
      taps[i] = (pixel / d.iw() - top) * 3 + pixel % d.iw() - left;
    }
    golden.put(name + "_tap", taps);
    check(name + "_tap", 1, op, x);
    byte[] index = new byte[taps.length];
    for (int i = 0; i < taps.length; i++) {
      index[i] = (byte) taps[i];
    }
    Op gradient = new MaxPool2dGradient(g, x.shape());
    check(name + "_dx", 0, gradient, Tensor.of(d.y(), index), fill(3, d.y().dims()));
  }

  @Test
  void averagePooling() {
    for (boolean ceil : List.of(false, true)) {
      for (boolean include : List.of(false, true)) {
        String name = "avg_pool_" + (ceil ? "ceil" : "floor") + (include ? "_padded" : "_inside");
        PoolGeometry g = new PoolGeometry(3, 2, 2, 3, Padding.of(1), ceil);
        Tensor x = fill(5, 2, 5, 6, 3);
        check(name + "_y", 0, new AvgPool2d(g, include), x);
        Tensor dy = fill(3, PoolDims.of(x.shape(), g).y().dims());
        check(name + "_dx", 0, new AvgPool2dGradient(g, include, x.shape()), dy);
      }
    }
  }

  @Test
  void lossFromLogits() {
    Tensor x = fill(5, 4, 5);
    Tensor labels = Tensor.of(Shape.of(4), 0, 3, 4, 1);
    check("cross_entropy_loss", 0, new SoftmaxCrossEntropy(), x, labels);
    check("softmax_y", 1, new SoftmaxCrossEntropy(), x, labels);
    check("softmax_y", 0, new Softmax(), x);
  }

  /** The gradient of the mean loss, by the probabilities that the forward pass leaves. */
  @Test
  void lossGradient() {
    Target reference = backends.target("reference");
    Tensor y = Eager.run(reference.device(), new Softmax(), fill(5, 4, 5));
    Tensor labels = Tensor.of(Shape.of(4), 0, 3, 4, 1);
    Tensor quarter = Tensor.of(Shape.of(4), 0.25, 0.25, 0.25, 0.25);
    Tensor dx =
        Eager.run(reference.device(), new SoftmaxCrossEntropyGradient(), y, labels, quarter);
    assertClose("cross_entropy_dx", dx);
    Tensor loss = Eager.run(reference.device(), new SoftmaxCrossEntropy(), fill(5, 4, 5), labels);
    assertClose("cross_entropy_mean", Eager.run(reference.device(), new Mean(), loss));
  }

  @Test
  void batchNormalisation() {
    Tensor x = fill(5, 2, 3, 4, 3);
    check("batch_norm_y", 0, new BatchNorm(1e-3), x, fill(2, 3), fill(4, 3));
    Device device = backends.target("reference").device();
    List<Tensor> forward =
        Eager.runAll(
            device,
            new BatchNorm(1e-3),
            CompileOptions.standard(),
            List.of(x, fill(2, 3), fill(4, 3)));
    List<Tensor> backward =
        Eager.runAll(
            device,
            new BatchNormGradient(1e-3, false),
            CompileOptions.standard(),
            List.of(x, fill(3, 2, 3, 4, 3), fill(2, 3), forward.get(1), forward.get(2)));
    assertClose("batch_norm_dx", backward.get(0));
    assertClose("batch_norm_dgamma", backward.get(1));
    Tensor zeros = Tensor.zeros(DType.F32, Shape.of(3));
    Tensor ones = Tensor.of(Shape.of(3), 1f, 1, 1);
    Tensor healthy = Tensor.scalar(1);
    MovingAverage mean = new MovingAverage(0.1, 1);
    assertClose("batch_norm_running_mean", Eager.run(device, mean, zeros, forward.get(1), healthy));
    MovingAverage unbiased = new MovingAverage(0.1, 24.0 / 23);
    assertClose(
        "batch_norm_running_variance", Eager.run(device, unbiased, ones, forward.get(2), healthy));
  }

  @Test
  void groupNormalisation() {
    Tensor x = fill(5, 2, 3, 4, 6);
    check("group_norm_y", 0, new GroupNorm(3, 1e-3), x, fill(2, 6), fill(4, 6));
    Device device = backends.target("reference").device();
    List<Tensor> forward =
        Eager.runAll(
            device,
            new GroupNorm(3, 1e-3),
            CompileOptions.standard(),
            List.of(x, fill(2, 6), fill(4, 6)));
    List<Tensor> backward =
        Eager.runAll(
            device,
            new GroupNormGradient(3),
            CompileOptions.standard(),
            List.of(x, fill(3, 2, 3, 4, 6), fill(2, 6), forward.get(1), forward.get(2)));
    assertClose("group_norm_dx", backward.get(0));
    assertClose("group_norm_dgamma", Eager.run(device, new BiasGradient(), backward.get(1)));
    check("log_softmax_y", 0, new LogSoftmax(), fill(5, 4, 5));
  }

  /** Twenty steps each, from the same start and by the same gradients. */
  @Test
  void optimisers() {
    optimise("sgd", Sgd.of(0.25).weightDecay(0.5));
    optimise("sgd_momentum", Sgd.of(0.25).momentum(0.5).dampening(0.25).weightDecay(0.5));
    optimise("sgd_nesterov", Sgd.of(0.25).nesterov(0.5));
    Adam adam = Adam.of(0.25).betas(0.5, 0.75).epsilon(0.0625).weightDecay(0.5);
    optimise("adam", adam);
    optimise("adam_usual", Adam.of(0.25));
    optimise("adam_amsgrad", adam.withAmsgrad());
    AdamW adamW = AdamW.of(0.25).betas(0.5, 0.75).epsilon(0.0625).weightDecay(0.5);
    optimise("adamw", adamW);
    optimise("adamw_amsgrad", adamW.withAmsgrad());
    optimise("adagrad", Adagrad.of(0.25));
    optimise(
        "adagrad_options",
        Adagrad.of(0.25).rateDecay(0.125).weightDecay(0.5).initial(0.75).epsilon(0.0625));
    optimise("adadelta", Adadelta.of(0.25));
    optimise("adadelta_options", Adadelta.of(0.25).rho(0.5).epsilon(0.0625).weightDecay(0.5));
    RmsProp rmsProp = RmsProp.of(0.25).alpha(0.75).epsilon(0.0625).weightDecay(0.5);
    optimise("rmsprop", RmsProp.of(0.25));
    optimise("rmsprop_momentum", rmsProp.momentum(0.5));
    optimise("rmsprop_centred", rmsProp.withCentring());
    optimise("rmsprop_centred_momentum", rmsProp.withCentring().momentum(0.5));
    optimise("nadam", Nadam.of(0.25));
    optimise(
        "nadam_options",
        Nadam.of(0.25).betas(0.5, 0.75).epsilon(0.0625).weightDecay(0.5).momentumDecay(0.25));
    optimise("lion", Lion.of(0.25).betas(0.5, 0.75));
    optimise("lion_decay", Lion.of(0.25).betas(0.75, 0.5).weightDecay(0.5));
  }

  private void optimise(String name, Optimizer optimizer) {
    Device device = backends.target("reference").device();
    List<Tensor> state = new ArrayList<>();
    state.add(fill(5, 128));
    for (int i = 0; i < optimizer.moments(); i++) {
      state.add(Tensor.zeros(DType.F64, Shape.of(128)));
    }
    for (int step = 0; step < 20; step++) {
      List<Tensor> inputs = new ArrayList<>(state);
      inputs.add(1, fill(3 + step % 5, 128));
      inputs.add(Tensor.scalar((float) optimizer.learningRate()));
      inputs.add(Tensor.scalar(step));
      inputs.add(Tensor.scalar(1));
      inputs.add(Tensor.of(Shape.of(1), 1f));
      inputs.add(Tensor.of(Shape.of(1), (float) optimizer.weightDecay()));
      state = Eager.runAll(device, optimizer.step(), CompileOptions.standard(), inputs);
    }
    assertClose(name, state.get(0));
  }

  /** A learning rate of 1 as PyTorch's schedules change it, before each of some steps. */
  @Test
  void schedules() {
    schedule("schedule_step", StepDecay.every(3, 0.5));
    schedule("schedule_exponential", Exponential.of(0.75));
    schedule("schedule_polynomial", Polynomial.over(8, 2));
    schedule("schedule_cosine", Cosine.over(11).floor(0.125));
    schedule("schedule_warm_up", WarmUp.of(4));
    // PyTorch is at the top one step before half of the steps, and down in the last.
    schedule("schedule_one_cycle", new OneCycle(11, 5 / 11.0, 25, 1e4));
  }

  private void schedule(String name, Schedule schedule) {
    double[] rates = golden(name);
    for (int step = 0; step < rates.length; step++) {
      assertEquals(
          rates[step], schedule.multiplier(step, step, new History(List.of())), 1e-14, name);
    }
  }

  private static final double[] LOSSES = {
    3,
    2,
    2,
    2.5,
    2,
    1.99,
    1.95,
    1.95,
    1.95,
    1.95,
    1,
    1,
    1,
    Double.NaN,
    1,
    1,
    1,
    1,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5
  };

  @Test
  void plateaus() {
    plateau("plateau_usual", ReduceOnPlateau.of(0.5, 2));
    plateau("plateau_eager", ReduceOnPlateau.of(0.5, 0));
    plateau("plateau_part", ReduceOnPlateau.of(0.5, 1).threshold(0.05));
    plateau("plateau_amount", ReduceOnPlateau.of(0.5, 1).amount(0.02));
    plateau("plateau_cooldown", ReduceOnPlateau.of(0.5, 1).cooldown(2));
    plateau("plateau_floor", ReduceOnPlateau.of(0.5, 0).floor(0.1));
    plateau("plateau_growing", ReduceOnPlateau.of(0.5, 1).ofGrowing("loss"));
    plateau("plateau_growing_amount", ReduceOnPlateau.of(0.5, 1).ofGrowing("loss").amount(0.1));
  }

  private void plateau(String name, ReduceOnPlateau schedule) {
    double[] rates = golden(name);
    List<EpochResult> results = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      Map<String, Double> training = Map.of("loss", -7.0);
      Map<String, Double> validation = Map.of("loss", LOSSES[i]);
      results.add(new EpochResult(i + 1, i + 1, training, validation, 1, 1, 1));
      assertEquals(
          rates[i], schedule.multiplier(i, i, new History(results)), 1e-14, name + " " + i);
    }
  }

  @Test
  void activationFunctions() {
    Tensor x = wide();
    for (ActivationFunction function : ActivationFunction.values()) {
      String name = function.name().toLowerCase(Locale.ROOT);
      double a = function.hasParameter() ? 0.25 : 0;
      check(name + "_y", 0, new Activate(function, a), x);
      check(name + "_dx", 0, new ActivateGradient(function, a), x, fill(3, 39));
    }
  }

  /** Off the kinks at -3, 0 and 3. */
  private static Tensor wide() {
    float[] values = fill(5, 39).floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = 4 * values[i] + 0.125f;
    }
    return Tensor.of(Shape.of(39), values);
  }

  @Test
  void learnedSlopes() {
    Tensor x = fill(5, 2, 3, 4, 3);
    Tensor alpha = fill(2, 3);
    check("prelu_y", 0, new PRelu(), x, alpha);
    Tensor dy = fill(3, 2, 3, 4, 3);
    check("prelu_dx", 0, new PReluGradient(), x, alpha, dy);
    Device device = backends.target("reference").device();
    Tensor terms =
        Eager.runAll(device, new PReluGradient(), CompileOptions.standard(), List.of(x, alpha, dy))
            .get(1);
    assertClose("prelu_dalpha", Eager.run(device, new BiasGradient(), terms));
  }

  @Test
  void losses() {
    Tensor odds = Tensor.of(Shape.of(39), golden("odds"));
    Tensor sigmoid = Tensor.of(Shape.of(39), golden("sigmoid_of_wide"));
    double[] signs = fill(4, 39).doubles();
    for (int i = 0; i < signs.length; i++) {
      signs[i] = signs[i] > 0 ? 1 : -1;
    }
    loss(LossFunction.SQUARED, 0, wide(), fill(4, 39));
    loss(LossFunction.ABSOLUTE, 0, fill(5, 39), fill(4, 39));
    loss(LossFunction.HUBER, 1.5, wide(), fill(4, 39));
    loss(LossFunction.LOG_COSH, 0, wide(), fill(4, 39));
    loss(LossFunction.QUANTILE, 0.75, wide(), fill(4, 39));
    loss(LossFunction.HINGE, 0, wide(), Tensor.of(Shape.of(39), signs));
    loss(LossFunction.BINARY_CROSS_ENTROPY_OF_LOGIT, 0, wide(), odds);
    loss(LossFunction.BINARY_CROSS_ENTROPY, 0, sigmoid, odds);
  }

  private void loss(LossFunction function, double a, Tensor x, Tensor t) {
    String name = function.name().toLowerCase(Locale.ROOT);
    check(name + "_y", 0, new LossTerms(function, a), x, t);
    check(name + "_dx", 0, new LossTermsGradient(function, a), x, t, fill(3, 39));
  }

  @Test
  void resampling() {
    resample(
        "pad_replicate",
        Axis.pad(Axis.Edge.REPLICATE, 4, 2, 0),
        Axis.pad(Axis.Edge.REPLICATE, 5, 1, 3));
    resample(
        "pad_reflect", Axis.pad(Axis.Edge.REFLECT, 4, 3, 2), Axis.pad(Axis.Edge.REFLECT, 5, 4, 1));
    resample("nearest", Axis.repeat(4, 2), Axis.repeat(5, 3));
    resample("adaptive_mean", Axis.mean(4, 3), Axis.mean(5, 2));
    resample("adaptive_mean_larger", Axis.mean(4, 7), Axis.mean(5, 5));
    resample("bilinear", Axis.linear(4, 8), Axis.linear(5, 15));
    resample("bilinear_smaller", Axis.linear(4, 3), Axis.linear(5, 2));
  }

  private void resample(String name, Axis rows, Axis columns) {
    Tensor dy = fill(3, 2, rows.outputs(), columns.outputs(), 3);
    check(name + "_y", 0, new Resample2d(rows, columns), fill(5, 2, 4, 5, 3));
    check(name + "_dx", 0, new Resample2d(rows.transposed(), columns.transposed()), dy);
  }

  /** An even image, an even kernel and SAME: the odd column lies at the right, as in TensorFlow. */
  @Test
  void samePaddingIsOddAtTheEnd() {
    assertEquals(new Padding(0, 0, 1, 1), Padding.same(4, 4, 3, 3, 2, 2, 1, 1));
    assertEquals(new Padding(1, 1, 1, 1), Padding.same(5, 5, 3, 3, 2, 2, 1, 1));
    assertEquals(new Padding(0, 1, 1, 2), Padding.same(8, 8, 2, 4, 1, 1, 1, 1));
    assertEquals(new Padding(0, 0, 0, 0), Padding.same(6, 6, 1, 2, 3, 3, 1, 1));
    assertEquals(new Padding(2, 3, 2, 3), Padding.same(9, 9, 3, 3, 1, 1, 2, 3));
  }

  /** Compares one result of an op on every backend. */
  private void check(String name, int output, Op op, Tensor... inputs) {
    Device reference = backends.target("reference").device();
    Sample sample = Sample.of(reference, op, List.of(inputs));
    double[] bound = Bounds.of(op).of(sample).get(output);
    double[] golden = golden(name);
    for (int i = 0; i < bound.length; i++) {
      bound[i] += REFERENCE_TOLERANCE * Math.max(1, Math.abs(golden[i]));
    }
    for (Target target : backends.targets()) {
      Tensor got =
          Eager.runAll(target.device(), op, CompileOptions.standard(), sample.inputs()).get(output);
      if (target.device() == reference) {
        assertClose(name, got);
      } else {
        Tensor want = Tensor.of(got.shape(), golden(name));
        Comparison comparison = Comparison.of(widened(got), want, bound);
        assertTrue(comparison.passes(), () -> name + " on " + target + " " + comparison);
      }
    }
  }

  private static Tensor widened(Tensor tensor) {
    return Tensor.of(tensor.shape(), tensor.doubles());
  }

  private void assertClose(String name, Tensor got) {
    double[] want = golden(name);
    assertEquals(want.length, got.length(), name);
    for (int i = 0; i < want.length; i++) {
      double scale = Math.max(1, Math.abs(want[i]));
      assertEquals(want[i], got.get(i), REFERENCE_TOLERANCE * scale, name + " at " + i);
    }
  }
}
