package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.data.DataException;
import io.fovea.io.JsonField;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.HardSigmoid;
import io.fovea.nn.Input;
import io.fovea.nn.Layer;
import io.fovea.nn.LogSoftmax;
import io.fovea.nn.PRelu;
import io.fovea.nn.Relu;
import io.fovea.nn.Reshape;
import io.fovea.nn.Sigmoid;
import io.fovea.nn.Softmax;
import io.fovea.nn.Softplus;
import io.fovea.nn.Tanh;
import io.fovea.tensor.Philox;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses in training: what they are compared with, and what they refuse. */
class LossTest {
  static List<String> devices() {
    return Tasks.devices();
  }

  static Tensor points(int n) {
    Philox.Sequence random = Philox.sequence(3, "points");
    float[] values = new float[n * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return Tensor.of(Shape.of(n, 2), values);
  }

  private static Tensor plane(Tensor points) {
    int n = points.shape().dim(0);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = 3 * points.floats()[2 * i] - 2 * points.floats()[2 * i + 1] + 0.5f;
    }
    return Tensor.of(Shape.of(n), values);
  }

  /** A plane is fitted to the last digits that floats have, resident and streamed alike. */
  @ParameterizedTest
  @MethodSource("devices")
  void regressionFindsAPlane(String id) {
    Model model = Sequential.of(Shape.of(2), Dense.of(1));
    Tensor x = points(256);
    Examples examples = Examples.of(x, plane(x));
    Map<String, Tensor> resident = null;
    for (Fit.Placement placement : List.of(Fit.Placement.RESIDENT, Fit.Placement.STREAMED)) {
      try (Device device = Tasks.open(id);
          Trainer trainer =
              Trainer.of(model, device)
                  .loss(new MeanSquaredError())
                  .optimizer(Sgd.of(0.3))
                  .build()) {
        EpochResult last =
            trainer
                .fit(examples, Fit.epochs(40).batch(32).placement(placement).validation(0.25))
                .last();
        assertTrue(last.loss() < 1e-9, last.toString());
        assertThrows(IllegalStateException.class, last::accuracy);
        Map<String, Tensor> weights = trainer.weights();
        assertEquals(3, weights.get("dense1/w").get(0), 1e-4);
        assertEquals(-2, weights.get("dense1/w").get(1), 1e-4);
        assertEquals(0.5, weights.get("dense1/b").get(0), 1e-4);
        assertEquals(resident == null ? weights : resident, weights);
        resident = weights;
      }
    }
  }

  /** A number that is none, among inputs or weights of a loss, is found and named. */
  @Test
  void inputsThatAreNoNumbersAreNamed() {
    Tensor x = points(8);
    x.floats()[5] = Float.NaN;
    Model model = Sequential.of(Shape.of(2), Dense.of(1));
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(model, device).loss(new MeanAbsoluteError()).build()) {
      Map<String, Tensor> before = trainer.weights();
      DivergedException diverged =
          assertThrows(
              DivergedException.class,
              () -> trainer.fit(Examples.of(x, plane(points(8))), Fit.epochs(1)));
      assertTrue(diverged.getMessage().contains("of example 2 is"), diverged.getMessage());
      assertEquals(before, trainer.weights());
      Evaluation result = trainer.evaluate(Examples.of(x, plane(points(8))));
      assertTrue(result.numbers().values().stream().allMatch(v -> v.isNaN()), result.toString());
    }
  }

  /** What a model ends in says what is made small where nobody does. */
  @Test
  void theUsualLossSuitsTheEndOfTheModel() {
    Map<List<Layer>, Loss> usual =
        Map.of(
            List.of(Dense.of(3)),
            new SoftmaxCrossEntropy(),
            List.of(Dense.of(3), new Softmax()),
            new SoftmaxCrossEntropy(),
            List.of(Dense.of(1)),
            new SigmoidCrossEntropy(),
            List.of(Dense.of(1), new Sigmoid()),
            new SigmoidCrossEntropy(),
            List.of(Dense.of(3), new Sigmoid()),
            new BinaryCrossEntropy(),
            List.of(Dense.of(4), new Sigmoid(), new Reshape(Shape.of(2, 2)), new Flatten()),
            new BinaryCrossEntropy());
    try (Device device = Tasks.open("reference")) {
      usual.forEach(
          (layers, loss) -> {
            Model model = Sequential.of(Shape.of(2), layers.toArray(Layer[]::new));
            assertEquals(List.of(loss), Trainer.of(model, device).losses());
            try (Trainer trainer = Trainer.of(model, device).build()) {
              assertEquals(List.of(loss), trainer.losses(), layers.toString());
            }
          });
    }
  }

  @Test
  void outputsThatAreNoProbabilitiesAreRefused() {
    Model three = Sequential.of(Shape.of(2), Dense.of(3));
    Examples examples = Examples.of(points(4), new int[] {0, 1, 2, 0});
    try (Device device = Tasks.open("reference")) {
      requireRefusal(
          "the outputs of 'dense1' are no probabilities; end the model in a Softmax, or take"
              + " SoftmaxCrossEntropy",
          () -> evaluate(three, device, new CrossEntropy(), examples));
      requireRefusal(
          "end the model in a Sigmoid",
          () -> evaluate(three, device, new BinaryCrossEntropy(), examples));
      for (Layer end : List.of(new Relu(), new PRelu(), new Tanh(), new Softplus())) {
        Model outside = Sequential.of(Shape.of(2), Dense.of(3), end.named("end"));
        for (Loss loss : List.of(new CrossEntropy(), new BinaryCrossEntropy())) {
          requireRefusal(
              "the outputs of 'end' are no probabilities",
              () -> evaluate(outside, device, loss, examples));
        }
      }
      Model logarithms = Sequential.of(Shape.of(2), Dense.of(3), new LogSoftmax().named("end"));
      requireRefusal(
          "binary cross-entropy: the outputs of 'end' are no probabilities",
          () -> evaluate(logarithms, device, new BinaryCrossEntropy(), examples));
      for (Layer end : List.of(new Sigmoid(), new HardSigmoid())) {
        Model within = Sequential.of(Shape.of(2), Dense.of(3), end);
        evaluate(within, device, new CrossEntropy(), examples);
        evaluate(within, device, new BinaryCrossEntropy(), examples);
      }
      requireRefusal(
          "adds up to 2.000; with this loss it must lie in [0, 1] and add up to 1",
          () ->
              evaluate(
                  three,
                  device,
                  new SoftmaxCrossEntropy(),
                  Examples.of(points(1), Tensor.of(Shape.of(1, 3), 1f, 1f, 0f))));
      requireRefusal(
          "weights: there are 2, the model's output is [3]",
          () -> evaluate(three, device, new SoftmaxCrossEntropy().weights(1.0, 2.0), examples));
    }
  }

  /** An example of weight 3 counts as three do; one of weight 0 does not count. */
  @ParameterizedTest
  @MethodSource("devices")
  void weightsCountAsCopiesDo(String id) {
    Model model = Sequential.of(Shape.of(2), Dense.of(2));
    Tensor x = Tensor.of(Shape.of(4, 2), 1, 2, -1, 0.5f, 3, 1, 0.25f, 1);
    Examples weighted = Examples.of(x, new int[] {0, 1, 1, 0}).weighted(new float[] {1, 3, 0, 2});
    Tensor copies = Tensor.of(Shape.of(6, 2), 1, 2, -1, .5f, -1, .5f, -1, .5f, .25f, 1, .25f, 1);
    Examples copied = Examples.of(copies, new int[] {0, 1, 1, 1, 0, 0});
    try (Device device = Tasks.open(id);
        Trainer one = Trainer.of(model, device).optimizer(Sgd.of(0.1)).build();
        Trainer other = Trainer.of(model, device).optimizer(Sgd.of(0.15)).build()) {
      double loss = one.evaluate(weighted).loss();
      assertEquals(other.evaluate(copied).loss() * 6 / 4, loss, 1e-5);
      for (Fit.Placement placement : List.of(Fit.Placement.RESIDENT, Fit.Placement.STREAMED)) {
        Fit fit = Fit.epochs(3).batch(4).placement(placement);
        assertTrue(one.fit(weighted, fit).last().loss() < loss);
      }
      other.fit(copied, Fit.epochs(6).batch(6));
      Tensor w = one.parameter("dense1/w");
      for (int i = 0; i < w.length(); i++) {
        assertEquals(other.parameter("dense1/w").get(i), w.get(i), 1e-5);
      }
      assertThrows(IllegalArgumentException.class, () -> weighted.weighted(new float[3]));
    }
  }

  /** Squares on softmax outputs, with classes for targets. */
  @Test
  void classesAreComparedOneHotWithNumbers() {
    Model model = Sequential.of(Shape.of(2), Dense.of(3), new Softmax());
    int[] labels = {2, 0, 1, 1};
    Tensor x = Tensor.of(Shape.of(4, 2), 1, 2, -1, 0.5f, 3, 1, 0.25f, 1);
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(model, device).loss(new MeanSquaredError()).build()) {
      Tensor y = trainer.predict(x);
      double sum = 0;
      for (int i = 0; i < 12; i++) {
        double difference = y.get(i) - (labels[i / 3] == i % 3 ? 1 : 0);
        sum += difference * difference / 12;
      }
      assertEquals(sum, trainer.evaluate(Examples.of(x, labels)).loss(), 1e-6);
      assertEquals(
          trainer.evaluate(Examples.of(x, Examples.oneHot(labels, 3))).loss(),
          trainer.evaluate(Examples.of(x, labels)).loss());
    }
  }

  @Test
  void severalOutputsHaveLossesOfTheirOwn() {
    var input = Input.of(Shape.of(2));
    Model model = Model.of(List.of(input), List.of(Dense.of(3).on(input), Dense.of(1).on(input)));
    Tensor x = points(20);
    int[] labels = new int[20];
    Examples examples = Examples.of(x, labels).and(plane(x));
    try (Device device = Tasks.open("reference");
        Trainer trainer =
            Trainer.of(model, device)
                .loss(new SoftmaxCrossEntropy(), new MeanSquaredError().times(0.25))
                .build();
        Trainer plain =
            Trainer.of(model, device)
                .loss(new SoftmaxCrossEntropy(), new MeanSquaredError())
                .build()) {
      Evaluation result = trainer.evaluate(examples);
      double square = plain.evaluate(examples).outputs().get(1).loss();
      assertEquals(square / 4, result.outputs().get(1).loss(), 1e-6);
      assertEquals(result.outputs().get(0).loss() + square / 4, result.loss(), 1e-6);
      assertTrue(result.numbers().containsKey("accuracy"), result.numbers().toString());
      assertTrue(trainer.fit(examples, Fit.epochs(30)).last().loss() < result.loss());
      EpochResult last = trainer.history().last();
      assertEquals(last, EpochResult.read(new JsonField(last.toJson(), "x")));
    }
  }

  @Test
  void whatDoesNotFitIsExplained() {
    Model three = Sequential.of(Shape.of(2), Dense.of(3));
    Model one = Sequential.of(Shape.of(2), Dense.of(1));
    Tensor x = points(4);
    Tensor numbers = plane(x);
    Tensor bad = Tensor.of(Shape.of(4), 0, 1, Float.NaN, 0);
    int[] labels = {0, 1, 2, 3};
    try (Device device = Tasks.open("reference")) {
      requireRefusal(
          "output 'dense1' of the model has 3 units, the examples have 4 classes",
          () -> evaluate(three, device, new SoftmaxCrossEntropy(), Examples.of(x, labels)));
      requireRefusal(
          "output 'dense1' of the model is [3], the targets of the examples are []",
          () -> evaluate(three, device, new SoftmaxCrossEntropy(), Examples.of(x, numbers)));
      requireRefusal(
          "output 'dense1' of the model is [3], the targets of the examples are []",
          () -> evaluate(three, device, new MeanSquaredError(), Examples.of(x, numbers)));
      for (Loss loss :
          List.of(new SoftmaxCrossEntropy(), new CrossEntropy(), new MultiClassHinge())) {
        requireRefusal(
            ": the model's output has one unit: take SigmoidCrossEntropy",
            () -> evaluate(one, device, loss, Examples.of(x, new int[] {0, 1, 1, 0})));
      }
      requireRefusal(
          "has 1 units, the examples have 4 classes",
          () -> evaluate(one, device, new MeanSquaredError(), Examples.of(x, labels)));
      requireRefusal(
          "example 2: its target is NaN at element 0; with this loss it must be finite",
          () -> evaluate(one, device, new MeanSquaredError(), Examples.of(x, bad)));
      requireRefusal(
          "with this loss it must lie in [0, 1]",
          () -> evaluate(one, device, new SigmoidCrossEntropy(), Examples.of(x, numbers)));
      requireRefusal(
          "with this loss it must be -1 or 1",
          () -> evaluate(one, device, new Hinge(), Examples.of(x, numbers)));
      requireRefusal("first input has 4 items, a target has 3", () -> Examples.of(x, new int[3]));
      requireRefusal("first input has 4 items, a target has 5", () -> Examples.of(x, points(5)));
      requireRefusal("class -1 is negative", () -> Examples.of(x, new int[] {0, -1, 0, 0}));
      requireRefusal(
          "that of example 1 is -1.0",
          () -> Examples.of(x, labels).weighted(new float[] {1, -1, 0, 0}));
    }
  }

  private static Evaluation evaluate(Model model, Device device, Loss loss, Examples examples) {
    try (Trainer trainer = Trainer.of(model, device).loss(loss).build()) {
      return trainer.evaluate(examples);
    }
  }

  private static void requireRefusal(String words, Supplier<Object> mistake) {
    RuntimeException refusal = assertThrows(RuntimeException.class, mistake::get, words);
    boolean isClear = refusal instanceof IllegalArgumentException;
    assertTrue(isClear || refusal instanceof DataException, refusal.toString());
    String message = refusal.getMessage();
    assertTrue(message.contains(words), message);
  }
}
