package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.Autodiff;
import io.fovea.graph.GraphBuilder;
import io.fovea.nn.Registry;
import io.fovea.op.Mean;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Do losses mean what the world means? Values and gradients of PyTorch, on every device: the
 * reference agrees to 1e-12, single precision to a few roundings.
 */
class LossGoldenTest {
  private static final int N = 7;
  private static final int C = 5;
  private static final Tensor X = Golden.fill(5, 2, 0.125, N, C);
  private static final Tensor ODDS = Golden.fill(7, 0.25, 0.5, N, C);
  private static final Double[] WEIGHTS = {0.5, 1.5, 2.0, 0.25, 1.0};

  static List<String> devices() {
    return Tasks.devices();
  }

  private static int[] labels() {
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i * 3 % C;
    }
    return labels;
  }

  private static Tensor spread() {
    Tensor spread = Golden.map(ODDS, odds -> odds / 8);
    for (int i = 0; i < N; i++) {
      float sum = 0;
      for (int c = 0; c < C; c++) {
        sum += spread.floats()[i * C + c];
      }
      spread.floats()[i * C] += 1 - sum;
    }
    return spread;
  }

  private static Tensor probabilities() {
    float[] row = {0.125f, 0.25f, 0.0625f, 0.5f, 0.0625f};
    float[] values = new float[N * C];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[Math.floorMod(i % C - i / C, C)];
    }
    return Tensor.of(Shape.of(N, C), values);
  }

  private final Golden golden = new Golden();
  private final Set<Class<?>> seen = new HashSet<>();

  @ParameterizedTest
  @MethodSource("devices")
  void agreesWithPyTorch(String id) {
    Tensor labels = Tensor.of(Shape.of(N), labels());
    Tensor oneHot = Examples.oneHot(labels(), C);
    Tensor yes = Golden.map(Golden.fill(3, 1, 0, N, C), v -> v > 0 ? 1 : 0);
    Tensor targets = Golden.fill(4, 3, 0, N, C);
    Double[] positive = {1.0, 0.25, 2.0, 1.5, 0.5};
    var softmax = new SoftmaxCrossEntropy();
    var entropy = new CrossEntropy();
    var sigmoid = new SigmoidCrossEntropy();
    try (Device device = Tasks.open(id)) {
      check(device, "softmax_labels", softmax, X, labels);
      check(device, "softmax_labels", softmax, X, oneHot);
      check(device, "softmax_smooth", softmax.labelSmoothing(0.15625), X, oneHot);
      check(device, "softmax_weights", softmax.weights(WEIGHTS), X, oneHot);
      check(device, "softmax_both", softmax.weights(WEIGHTS).labelSmoothing(0.15625), X, oneHot);
      check(device, "softmax_spread", softmax, X, spread());
      check(
          device,
          "softmax_spread_both",
          softmax.weights(WEIGHTS).labelSmoothing(0.15625),
          X,
          spread());
      check(device, "probabilities_labels", entropy, probabilities(), labels);
      check(device, "probabilities_labels", entropy, probabilities(), oneHot);
      check(device, "probabilities_spread", entropy, probabilities(), spread());
      check(
          device,
          "probabilities_both",
          entropy.weights(WEIGHTS).labelSmoothing(0.15625),
          probabilities(),
          oneHot);
      check(device, "sigmoid", sigmoid, X, ODDS);
      check(device, "sigmoid_smooth", sigmoid.labelSmoothing(0.25), X, yes);
      check(device, "sigmoid_weights", sigmoid.weights(WEIGHTS).positiveWeights(positive), X, ODDS);
      check(device, "binary", new BinaryCrossEntropy(), probabilities(), ODDS);
      check(
          device,
          "binary_weights",
          new BinaryCrossEntropy().weights(WEIGHTS),
          probabilities(),
          ODDS);
      check(device, "squared", new MeanSquaredError(), X, targets);
      check(device, "squared", new Scaled(new MeanSquaredError(), 1), X, targets);
      check(device, "absolute", new MeanAbsoluteError(), X, targets);
      check(device, "huber", new Huber(1.5), X, targets);
      check(device, "log_cosh", new LogCosh(), X, targets);
      check(device, "quantile", new Quantile(0.75), X, targets);
      check(device, "hinge", new Hinge(), X, Golden.map(yes, v -> 2 * v - 1));
      check(device, "multi_class_hinge", new MultiClassHinge(), X, oneHot);
      check(device, "multi_class_hinge_squared", new MultiClassHinge(0.75, 2), X, oneHot);
    }
    Set<Class<?>> all = new HashSet<>();
    Registry.all().prototypes(Loss.class).forEach(loss -> all.add(loss.getClass()));
    assertEquals(all, seen, "losses without a golden value");
  }

  private void check(Device device, String name, Loss loss, Tensor x, Tensor t) {
    seen.add(loss.getClass());
    GraphBuilder graph = new GraphBuilder();
    Value input = graph.input("x", TensorType.real(x.shape()));
    Value target = graph.input("t", new TensorType(t.dtype(), t.shape()));
    Value terms = loss.build(graph, input, target).perExample();
    graph.output("loss", terms);
    Value mean = graph.emit(new Mean(), terms);
    graph.output("dx", Autodiff.gradients(graph, mean, List.of(input)).get(0));
    try (State state = device.allocate(graph.layout());
        Program program = device.compile(graph.build(), state, CompileOptions.standard())) {
      program.write("x", x);
      program.write("t", t);
      program.run();
      boolean isReference = device.info().backend().equals("reference");
      double tolerance = isReference ? 1e-12 : 3e-6;
      requireClose(name, golden.of(name), program.read("loss"), tolerance);
      requireClose(name + "_dx", golden.of(name + "_dx"), program.read("dx"), tolerance);
    }
  }

  private static void requireClose(String name, double[] wanted, Tensor got, double tolerance) {
    assertEquals(wanted.length, got.length(), name);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], got.get(i), tolerance * (1 + Math.abs(wanted[i])), name + " " + i);
    }
  }
}
