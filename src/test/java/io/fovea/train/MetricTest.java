package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.CompileOptions;
import io.fovea.backend.Device;
import io.fovea.backend.Program;
import io.fovea.backend.State;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Registry;
import io.fovea.op.TensorType;
import io.fovea.tensor.DType;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every metric, added up in batches on every device, against values computed with PyTorch. */
class MetricTest {
  private static final int N = 41;
  private static final int C = 5;
  private static final Target CLASSES = Target.classes(C);
  private static final Target LABELS = Target.values(Shape.of(C), Target.Range.UNIT);
  private static final Target NUMBERS = Target.values(Shape.of(C));

  private final Golden golden = new Golden();
  private final Set<Class<?>> seen = new HashSet<>();

  static List<String> devices() {
    return Tasks.devices();
  }

  private static Tensor scores() {
    Tensor scores = Golden.fill(5, 1, 0, N, C);
    for (int i = 0; i < N * C; i++) {
      scores.floats()[i] += i % 7 / 16f;
    }
    return scores;
  }

  private static Tensor truth() {
    int[] truth = new int[N];
    for (int i = 0; i < N; i++) {
      truth[i] = i * i % C;
    }
    return Tensor.of(Shape.of(N), truth);
  }

  private static Tensor labelled() {
    Tensor labelled = Golden.map(Golden.fill(4, 1, 0, N, C), v -> v > 0.25 ? 1 : 0);
    for (int i = 0; i < N; i++) {
      labelled.floats()[i * C + 3] = 0;
    }
    return labelled;
  }

  @ParameterizedTest
  @MethodSource("devices")
  void agreesWithWhatWasComputedOtherwise(String id) {
    Tensor scores = scores();
    Tensor chances = Golden.map(scores, v -> 1 / (1 + Math.exp(-v)));
    Tensor wanted = Golden.fill(7, 1, 4096, N, C);
    Tensor found = Golden.fill(3, 0.125, 0, N, C);
    for (int i = 0; i < found.length(); i++) {
      found.floats()[i] += wanted.floats()[i];
    }
    Tensor oneHot = Examples.oneHot(truth().ints(), C);
    try (Device device = Tasks.open(id)) {
      for (Tensor labels : List.of(truth(), oneHot)) {
        requireNumbers("accuracy", read(device, new Accuracy(), CLASSES, scores, labels));
        for (int k = 1; k <= 3; k++) {
          requireNumbers("top" + k, read(device, TopK.of(k), CLASSES, scores, labels));
        }
        precisionRecall(device, "classes", CLASSES, scores, labels);
      }
      requireNumbers(
          "binary_accuracy", read(device, new BinaryAccuracy(), LABELS, chances, labelled()));
      requireNumbers(
          "binary_accuracy_at",
          read(device, BinaryAccuracy.at(0.375), LABELS, chances, labelled()));
      precisionRecall(device, "labels", LABELS, chances, labelled());
      Map<String, Double> errors = read(device, new Errors(), NUMBERS, found, wanted).numbers();
      assertEquals(golden.of("mae")[0], errors.get("mae"), 1e-6);
      assertEquals(golden.of("rmse")[0], errors.get("rmse"), 1e-6);
      assertEquals(golden.of("r2")[0], errors.get("r2"), 1e-5);
      requireNumbers("within", read(device, Within.absolute(0.125), NUMBERS, found, wanted));
      requireNumbers(
          "within_relative", read(device, Within.relative(1 / 32768.0), NUMBERS, found, wanted));
    }
    Set<Class<?>> all = new HashSet<>();
    Registry.all().prototypes(Metric.class).forEach(metric -> all.add(metric.getClass()));
    assertEquals(all, seen, "metrics that nothing was compared with");
  }

  private void precisionRecall(Device device, String name, Target target, Tensor x, Tensor t) {
    for (PrecisionRecall.Average average : PrecisionRecall.Average.values()) {
      String golden = name + "_" + average.name().toLowerCase(Locale.ROOT);
      Metric.Reading reading = read(device, new PrecisionRecall(average), target, x, t);
      if (average != PrecisionRecall.Average.PER_CLASS) {
        requireNumbers(golden, reading);
        continue;
      }
      double[] expected = this.golden.of(golden);
      for (int c = 0; c < C; c++) {
        assertEquals(expected[c], reading.numbers().get("precision" + c), 1e-12);
        assertEquals(expected[C + c], reading.numbers().get("recall" + c), 1e-12);
        assertEquals(expected[2 * C + c], reading.numbers().get("f1Of" + c), 1e-12);
      }
    }
  }

  private void requireNumbers(String name, Metric.Reading reading) {
    double[] got = reading.numbers().values().stream().mapToDouble(v -> v).toArray();
    double[] wanted = golden.of(name);
    assertEquals(wanted.length, got.length, name);
    for (int i = 0; i < got.length; i++) {
      assertEquals(wanted[i], got[i], 1e-6, name + ": " + reading);
    }
  }

  /** What a metric reads after batches of 16, 16 and 9. */
  private Metric.Reading read(Device device, Metric metric, Target target, Tensor x, Tensor t) {
    seen.add(metric.getClass());
    assertTrue(metric.measures(target), metric.toString());
    StateLayout layout = StateLayout.builder().add("state", metric.state(target)).build();
    try (State state = device.allocate(layout)) {
      TensorType type = metric.state(target);
      state.write("state", Tensor.zeros(type.dtype(), type.shape()));
      for (int from = 0; from < N; from += 16) {
        Tensor scores = rows(x, from, Math.min(16, N - from));
        Tensor targets = rows(t, from, Math.min(16, N - from));
        GraphBuilder graph = new GraphBuilder(layout);
        var compared =
            new Metric.Compared(
                target,
                graph.input("x", TensorType.real(scores.shape())),
                graph.input("t", new TensorType(targets.dtype(), targets.shape())));
        metric.accumulate(graph, graph.variable("state"), compared);
        try (Program program = device.compile(graph.build(), state, CompileOptions.standard())) {
          program.write("x", scores);
          program.write("t", targets);
          program.run();
        }
      }
      return metric.read(state.read("state"), N);
    }
  }

  private static Tensor rows(Tensor all, int from, int n) {
    int length = all.length() / N;
    Shape shape = all.shape().with(0, n);
    return all.dtype() == DType.I32
        ? Tensor.of(shape, Arrays.copyOfRange(all.ints(), from * length, (from + n) * length))
        : Tensor.of(shape, Arrays.copyOfRange(all.floats(), from * length, (from + n) * length));
  }

  /** All is right, but for every other example nothing is said. */
  @ParameterizedTest
  @MethodSource("devices")
  void predictionsThatAreNotNumbersAreWrong(String id) {
    double half = (N + 1) / 2 / (double) N;
    var micro = new PrecisionRecall(PrecisionRecall.Average.MICRO);
    var macro = new PrecisionRecall(PrecisionRecall.Average.MACRO);
    try (Device device = Tasks.open(id)) {
      Tensor scores = silencedOdd(Examples.oneHot(truth().ints(), C), 1);
      assertEquals(half, number(device, new Accuracy(), CLASSES, scores, truth(), "accuracy"));
      assertEquals(1, number(device, micro, CLASSES, scores, truth(), "microPrecision"));
      assertEquals(half, number(device, micro, CLASSES, scores, truth(), "microRecall"));
      assertTrue(number(device, macro, CLASSES, scores, truth(), "macroF1") < 0.8);

      Tensor chances = silencedOdd(labelled(), C);
      double yes = 0;
      double said = 0;
      for (int i = 0; i < N * C; i++) {
        yes += labelled().floats()[i];
        said += i / C % 2 == 0 ? labelled().floats()[i] : 0;
      }
      Metric binary = new BinaryAccuracy();
      assertEquals(half, number(device, binary, LABELS, chances, labelled(), "accuracy"));
      assertEquals(
          said / yes, number(device, micro, LABELS, chances, labelled(), "microRecall"), 1e-12);
      double wrongly = N / 2 * C - (yes - said);
      assertEquals(
          said / (said + wrongly),
          number(device, micro, LABELS, chances, labelled(), "microPrecision"),
          1e-12);
    }
  }

  private double number(
      Device device, Metric metric, Target target, Tensor x, Tensor t, String name) {
    Double number = read(device, metric, target, x, t).numbers().get(name);
    return number == null ? Double.NaN : number;
  }

  /** With NaN in the first elements of each odd row. */
  private static Tensor silencedOdd(Tensor values, int elements) {
    for (int i = 1; i < N; i += 2) {
      Arrays.fill(values.floats(), i * C, i * C + elements, Float.NaN);
    }
    return values;
  }

  /** Before the first example every number is defined. */
  @Test
  void nothingIsMeasuredOfNothing() {
    for (Record metric : Registry.all().prototypes(Metric.class)) {
      for (Target target : List.of(CLASSES, LABELS, NUMBERS)) {
        Metric of = (Metric) metric;
        if (of.measures(target)) {
          TensorType type = of.state(target);
          of.read(Tensor.zeros(type.dtype(), type.shape()), 0)
              .numbers()
              .forEach((name, value) -> assertTrue(Double.isFinite(value), of + " " + name));
        }
      }
    }
  }

  /** Of a target that never changes; scikit-learn says the same. */
  @Test
  void aConstantTargetIsDetermined() {
    try (Device device = Tasks.open("reference")) {
      Tensor same = Golden.fill(0, 0, 3, N, C);
      assertEquals(1, read(device, new Errors(), NUMBERS, same, same).numbers().get("r2"), 1e-12);
      assertEquals(
          0,
          read(device, new Errors(), NUMBERS, Golden.fill(1, 1, 3, N, C), same).numbers().get("r2"),
          1e-12);
    }
  }

  @Test
  void metricsThatWereAskedForComeBesideOrInsteadOfTheUsualOnes() {
    Model model = Sequential.of(Shape.of(2), Dense.of(3));
    Tensor x = Golden.fill(5, 1, 0, 8, 2);
    Examples examples = Examples.of(x, new int[] {0, 1, 2, 0, 1, 2, 0, 1});
    try (Device device = Tasks.open("cpu");
        Trainer trainer =
            Trainer.of(model, device)
                .metrics(TopK.of(2), new PrecisionRecall(PrecisionRecall.Average.MACRO))
                .build();
        Trainer squares =
            Trainer.of(model, device)
                .loss(new MeanSquaredError())
                .metrics(new Accuracy(), Within.absolute(0.5))
                .build();
        Trainer binary =
            Trainer.of(model, device)
                .loss(new SigmoidCrossEntropy())
                .metrics(new Accuracy())
                .build()) {
      Evaluation result = trainer.evaluate(examples);
      assertEquals(
          List.of("loss", "accuracy", "top2Accuracy", "macroPrecision", "macroRecall", "macroF1"),
          List.copyOf(result.numbers().keySet()));
      assertTrue(result.numbers().get("top2Accuracy") >= result.accuracy(), result.toString());
      assertEquals(
          List.of("loss", "mae", "rmse", "r2", "accuracy", "withinAccuracy"),
          List.copyOf(squares.evaluate(examples).numbers().keySet()));
      assertEquals(
          squares.evaluate(examples).confusion().accuracy(), squares.evaluate(examples).accuracy());
      assertEquals(
          binary.evaluate(examples).confusion().accuracy(), binary.evaluate(examples).accuracy());
      requireRefusal("cannot measure", trainer(model, device, Within.absolute(1)));
      requireRefusal("two metrics", trainer(model, device, TopK.of(2), TopK.of(2)));
      assertThrows(IllegalArgumentException.class, () -> TopK.of(0));
      assertThrows(IllegalArgumentException.class, () -> Within.absolute(-1));
      assertThrows(IllegalArgumentException.class, () -> BinaryAccuracy.at(2));
    }
  }

  private static Runnable trainer(Model model, Device device, Metric... metrics) {
    return () -> Trainer.of(model, device).metrics(metrics).build().close();
  }

  private static void requireRefusal(String words, Runnable mistake) {
    String message = assertThrows(IllegalArgumentException.class, mistake::run).getMessage();
    assertTrue(message.contains(words), message);
  }
}
