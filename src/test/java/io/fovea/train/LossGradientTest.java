package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.check.GradientCheck;
import io.fovea.check.GradientReport;
import io.fovea.graph.GraphBuilder;
import io.fovea.graph.StateLayout;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Layer;
import io.fovea.nn.Registry;
import io.fovea.nn.Sigmoid;
import io.fovea.nn.Softmax;
import io.fovea.nn.Tanh;
import io.fovea.op.Mean;
import io.fovea.op.TensorType;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every loss behind a small network, in several random configurations: the gradients by the input
 * and by every parameter against difference quotients, in double precision, to 1e-6.
 */
class LossGradientTest {
  private static final int CONFIGURATIONS = 6;

  /** A loss, what a network that it is for ends in, and its units. */
  private record Use(Loss loss, List<Layer> end, int units) {}

  private static final Map<String, Function<Random, Use>> USES = new LinkedHashMap<>();

  static {
    USES.put("binary_cross_entropy", r -> use(r, binary(r), r.nextBoolean(), new Sigmoid()));
    USES.put(
        "cross_entropy",
        r -> {
          int units = 2 + r.nextInt(5);
          double smoothing = r.nextInt(2) * 0.5 * r.nextDouble();
          Loss loss = new CrossEntropy(smoothing, weights(r, units));
          // A sigmoid leaves the probabilities as they are: no softmax to fuse with.
          Layer end = r.nextBoolean() ? new Softmax() : new Sigmoid();
          return new Use(loss, List.of(Dense.of(units), end), units);
        });
    USES.put("hinge", r -> use(r, new Hinge(), false, new Tanh()));
    USES.put("huber", r -> use(r, new Huber(0.1 + r.nextDouble()), false, new Tanh()));
    USES.put("log_cosh", r -> use(r, new LogCosh(), false, new Tanh()));
    USES.put("mean_absolute_error", r -> use(r, new MeanAbsoluteError(), false, new Tanh()));
    USES.put("mean_squared_error", r -> use(r, new MeanSquaredError(), true, new Softmax()));
    USES.put(
        "multi_class_hinge",
        r -> use(r, new MultiClassHinge(0.5 + r.nextDouble(), 1 + r.nextInt(2)), false, null));
    USES.put("quantile", r -> use(r, new Quantile(0.1 + 0.8 * r.nextDouble()), false, null));
    USES.put("scaled", r -> use(r, new MeanSquaredError().times(3 * r.nextDouble()), false, null));
    USES.put(
        "sigmoid_cross_entropy",
        r -> {
          int units = 1 + r.nextInt(4);
          double smoothing = r.nextInt(2) * 0.5 * r.nextDouble();
          Loss loss = new SigmoidCrossEntropy(smoothing, weights(r, units), weights(r, units));
          return new Use(loss, List.of(Dense.of(units)), units);
        });
    USES.put(
        "softmax_cross_entropy",
        r -> {
          int units = 2 + r.nextInt(5);
          double smoothing = r.nextInt(2) * 0.5 * r.nextDouble();
          Loss loss = new SoftmaxCrossEntropy(smoothing, weights(r, units));
          return new Use(loss, List.of(Dense.of(units)), units);
        });
  }

  private static Loss binary(Random r) {
    return new BinaryCrossEntropy(r.nextInt(2) * 0.5 * r.nextDouble(), List.of(), List.of());
  }

  private static List<Double> weights(Random r, int units) {
    return r.nextBoolean() ? List.of() : r.doubles(units).map(w -> 2 * w).boxed().toList();
  }

  private static Use use(Random r, Loss loss, boolean isProbability, Layer end) {
    int units = 2 + r.nextInt(4);
    List<Layer> layers = new ArrayList<>(List.of(Dense.of(units)));
    if (end != null && (isProbability || r.nextBoolean() || end instanceof Sigmoid)) {
      layers.add(end);
    }
    return new Use(loss, layers, units);
  }

  static Stream<Arguments> uses() {
    return USES.keySet().stream()
        .flatMap(
            name ->
                Stream.iterate(0, i -> i + 1)
                    .limit(CONFIGURATIONS)
                    .map(i -> Arguments.of(name, i)));
  }

  @Test
  void everyLossIsChecked() {
    assertEquals(Registry.all().names(Loss.class), USES.keySet());
  }

  @ParameterizedTest
  @MethodSource("uses")
  void gradientsAreThoseOfTheLoss(String name, int configuration) {
    Random random = new Random(31L * name.hashCode() + configuration);
    Use use = USES.get(name).apply(random);
    int n = 1 + random.nextInt(4);
    Model model = Sequential.of(Shape.of(3), use.end().toArray(Layer[]::new));
    for (Target target : use.loss().targets(Shape.of(use.units()))) {
      GradientReport report = check(model, use.loss(), target, n, random);
      assertTrue(report.passes(), () -> use + ": " + report);
      assertTrue(report.checked() >= 3 * n, () -> use + ": " + report);
    }
  }

  private static GradientReport check(Model model, Loss loss, Target target, int n, Random random) {
    StateLayout.Builder layout = StateLayout.builder();
    ModelState.declare(model, layout);
    GraphBuilder graph = new GraphBuilder(layout.build());
    String input = model.inputs().get(0).name();
    Value x = graph.input("x", TensorType.real(n, 3));
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("x", Tensor.of(Shape.of(n, 3), random.doubles(3L * n, -2, 2).toArray()));
    Tensor t = targets(target, n, random);
    boolean areLabels = target instanceof Target.Classes;
    TensorType type = areLabels ? TensorType.ints(n) : TensorType.real(t.shape());
    Value wanted = graph.input("t", type);
    values.put("t", t);
    List<String> by = new ArrayList<>(List.of("x"));
    model
        .parameters()
        .forEach(
            p -> {
              int length = (int) p.shape().elements();
              values.put(p.path(), Tensor.of(p.shape(), random.doubles(length, -1, 1).toArray()));
              by.add(p.path());
            });
    Value output = model.train(graph, Map.of(input, x)).outputs().get(0);
    Value mean = graph.emit(new Mean(), loss.build(graph, output, wanted).perExample());
    return GradientCheck.standard().loss(graph, mean, values, by);
  }

  private static Tensor targets(Target target, int n, Random random) {
    if (target instanceof Target.Classes classes) {
      return Tensor.of(Shape.of(n), random.ints(n, 0, classes.count()).toArray());
    }
    Target.Values values = (Target.Values) target;
    Shape shape = values.shape().batched(n);
    double[] numbers = random.doubles(shape.elements(), 0.05, 0.95).toArray();
    int classes = shape.dim(-1);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (values.range()) {
            case UNIT -> numbers[i];
            case ANY -> 4 * numbers[i] - 2;
            case SIGN -> numbers[i] < 0.5 ? -1 : 1;
            case DISTRIBUTION -> numbers[i];
          };
    }
    if (values.range() == Target.Range.DISTRIBUTION) {
      for (int row = 0; row < n; row++) {
        double sum = Arrays.stream(numbers, row * classes, (row + 1) * classes).sum();
        for (int c = 0; c < classes; c++) {
          numbers[row * classes + c] /= sum;
        }
      }
    }
    return Tensor.of(shape, numbers);
  }
}
