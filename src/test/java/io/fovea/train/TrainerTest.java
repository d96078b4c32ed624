package io.fovea.train;

import static io.fovea.nn.Border.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Add;
import io.fovea.nn.BatchNorm;
import io.fovea.nn.Concat;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.GlobalAvgPool;
import io.fovea.nn.Input;
import io.fovea.nn.Relu;
import io.fovea.nn.Signal;
import io.fovea.nn.Softmax;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training small nets, on every device there is. */
class TrainerTest {
  private static final Fit FIT = Fit.epochs(4).batch(32);

  static List<String> devices() {
    return Tasks.devices();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aChainLearns(String id) {
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(Tasks.net(), device)) {
      Evaluation before = trainer.evaluate(Tasks.bands(100));
      History history = trainer.fit(Tasks.bands(200), FIT.validation(0.25));
      assertEquals(4, history.epochs().size());
      assertEquals(20, history.last().steps());
      assertTrue(history.last().validationAccuracy() > 0.9, history.toString());
      Evaluation after = trainer.evaluate(Tasks.bands(100));
      assertTrue(after.loss() < before.loss() / 2, before + " " + after);
      assertEquals(100, after.confusion().total());
      int correct = 0;
      int[] classes = trainer.predictClasses(Tasks.pictures(100));
      for (int i = 0; i < classes.length; i++) {
        correct += classes[i] == Tasks.labels(100)[i] ? 1 : 0;
      }
      assertEquals(after.confusion().correct(), correct);
      assertEquals(after.accuracy(), correct / 100.0, 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aResidualNetLearns(String id) {
    Signal x = Input.of(Tasks.IMAGE);
    Signal y = new Relu().on(new BatchNorm().on(Conv2d.of(4, 3).padding(SAME).on(x)));
    Signal z = new Relu().on(Add.of(Conv2d.of(4, 3).padding(SAME).on(y), y));
    Model model = Model.of(x, Dense.of(3).on(new Flatten().on(z)));
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(model, device)) {
      assertTrue(trainer.fit(Tasks.bands(200), FIT).last().accuracy() > 0.9);
    }
  }

  /**
   * Two inputs through one shared convolution, two outputs; the second input decides the second.
   */
  @ParameterizedTest
  @MethodSource("devices")
  void twoInputsAndTwoOutputsLearn(String id) {
    Signal left = Input.of("left", Tasks.IMAGE);
    Signal right = Input.of("right", Tasks.IMAGE);
    var tower = Conv2d.of(4, 3).padding(SAME).shared("tower");
    Signal joined = new Flatten().on(new Relu().on(Concat.of(tower.on(left), tower.on(right))));
    Model model =
        Model.of(
            List.of(left, right),
            List.of(Dense.of(3).named("a").on(joined), Dense.of(2).named("b").on(joined)));
    int n = 200;
    int[] first = Tasks.labels(n);
    int[] second = new int[n];
    Tensor other = Tensor.of(Shape.of(n, 6, 6, 1), Tasks.pictures(n).floats().clone());
    for (int i = 0; i < n; i++) {
      second[i] = (i / 3) % 2;
      for (int k = 0; k < 36; k++) {
        other.floats()[i * 36 + k] += k % 6 < 3 == (second[i] == 0) ? 1 : 0;
      }
    }
    Examples examples = Examples.of(List.of(Tasks.pictures(n), other), List.of(first, second));
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(model, device);
        Predictor predictor = trainer.predictor()) {
      trainer.fit(examples, Fit.epochs(8).batch(32));
      Evaluation result = trainer.evaluate(examples);
      for (Evaluation.Score score : result.outputs()) {
        assertTrue(score.accuracy() > 0.9, result.toString());
      }
      double sum = result.outputs().get(0).loss() + result.outputs().get(1).loss();
      assertEquals(sum, result.loss(), 1e-12);
      List<Tensor> outputs = predictor.predict(List.of(Tasks.pictures(n), other));
      assertEquals(Shape.of(n, 3), outputs.get(0).shape());
      assertEquals(Shape.of(n, 2), outputs.get(1).shape());
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void whereTheExamplesLieChangesNoBit(String id) {
    List<Map<String, Tensor>> weights = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    try (Device device = Tasks.open(id)) {
      for (Fit.Placement placement : Fit.Placement.values()) {
        try (Trainer trainer = trainer(Tasks.net(), device)) {
          losses.add(trainer.fit(Tasks.bands(70), FIT.placement(placement)).last().loss());
          weights.add(trainer.weights());
        }
      }
    }
    assertEquals(weights.get(0), weights.get(1));
    assertEquals(weights.get(0), weights.get(2));
    assertEquals(losses.get(0), losses.get(1));
    assertEquals(losses.get(0), losses.get(2));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void theSeedDecidesEverything(String id) {
    try (Device device = Tasks.open(id)) {
      Map<String, Tensor> first = weightsAfter(device, 3);
      assertEquals(first, weightsAfter(device, 3));
      assertNotEquals(first, weightsAfter(device, 4));
    }
  }

  private static Map<String, Tensor> weightsAfter(Device device, long seed) {
    try (Trainer trainer = Trainer.of(Tasks.net(), device).seed(seed).build()) {
      trainer.fit(Tasks.bands(70), Fit.epochs(2).batch(16));
      return trainer.weights();
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void fitGoesOnWithOtherExamplesAndBatches(String id) {
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(Tasks.net(), device)) {
      Map<String, Tensor> none = trainer.weights();
      trainer.fit(Tasks.bands(200), Fit.epochs(0));
      assertEquals(none, trainer.weights());
      trainer.fit(Tasks.bands(200), FIT);
      double before = trainer.evaluate(Tasks.bands(200)).loss();
      History more = trainer.fit(Tasks.bands(120), Fit.epochs(3).batch(50));
      assertEquals(5, more.epochs().get(0).epoch());
      assertEquals(7, trainer.epochs());
      assertEquals(7, trainer.history().epochs().size());
      assertEquals(4 * 7 + 3 * 3, more.last().steps());
      assertTrue(trainer.evaluate(Tasks.bands(200)).loss() < before);
    }
  }

  /** As few examples as there can be, and batches that leave a single one over. */
  @ParameterizedTest
  @MethodSource("devices")
  void anyNumberOfExamplesMakesBatches(String id) {
    int[][] sizes = {{1, 1}, {2, 2}, {3, 2}, {4, 4}, {10, 1}, {10, 3}, {5, 64}};
    try (Device device = Tasks.open(id)) {
      for (int[] size : sizes) {
        try (Trainer trainer = trainer(Tasks.net(), device)) {
          History history = trainer.fit(Tasks.bands(size[0]), Fit.epochs(1).batch(size[1]));
          assertEquals((size[0] + size[1] - 1) / size[1], history.last().steps());
          assertTrue(Double.isFinite(history.last().loss()));
        }
      }
    }
  }

  /** A model that ends in a softmax learns exactly as one that ends in logits. */
  @Test
  void aSoftmaxAtTheEndIsFused() {
    Map<String, Tensor> logits = trained(new SoftmaxCrossEntropy(), false);
    assertEquals(logits, trained(new SoftmaxCrossEntropy(), true));
    assertEquals(logits, trained(new CrossEntropy(), true));
  }

  private static Map<String, Tensor> trained(Loss loss, boolean endsInSoftmax) {
    Signal x = Input.of(Tasks.IMAGE);
    Signal scores = Dense.of(3).on(new GlobalAvgPool().on(Conv2d.of(4, 3).on(x)));
    Model model = Model.of(x, endsInSoftmax ? new Softmax().on(scores) : scores);
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(model, device).loss(loss).build()) {
      trainer.fit(Tasks.bands(64), FIT);
      return trainer.weights();
    }
  }

  @Test
  void frozenParametersStay() {
    try (Device device = Tasks.open("reference");
        Trainer trainer =
            Trainer.of(Tasks.net(), device)
                .optimizer(AdamW.of(0.01))
                .freeze("conv1")
                .rate("dense1", 0.5)
                .build()) {
      Map<String, Tensor> before = trainer.weights();
      trainer.fit(Tasks.bands(64), FIT);
      assertEquals(before.get("conv1/w"), trainer.parameter("conv1/w"));
      assertNotEquals(before.get("dense1/w"), trainer.parameter("dense1/w"));
    }
  }

  /** One step of plain SGD with decay, by hand: biases do not decay, frozen ones do not move. */
  @Test
  void weightDecaySparesBiases() {
    Model model = Sequential.of(Shape.of(2), Dense.of(2));
    try (Device device = Tasks.open("reference");
        Trainer trainer =
            Trainer.of(model, device).optimizer(Sgd.of(0.5).weightDecay(0.25)).build()) {
      trainer.setParameter("dense1/w", Tensor.of(Shape.of(2, 2), 1f, 1, 1, 1));
      trainer.setParameter("dense1/b", Tensor.of(Shape.of(2), 2f, 2));
      Examples zero =
          Examples.of(List.of(Tensor.of(Shape.of(1, 2), 0f, 0)), List.of(new int[] {1}));
      trainer.fit(zero, Fit.epochs(1).batch(1));
      // x = 0, so dw = 0 and w shrinks by 0.5 * 0.25; equal logits, so db = (0.5, -0.5).
      for (int i = 0; i < 4; i++) {
        assertEquals(0.875, trainer.parameter("dense1/w").get(i), 1e-12);
      }
      assertEquals(1.75, trainer.parameter("dense1/b").get(0), 1e-12);
      assertEquals(2.25, trainer.parameter("dense1/b").get(1), 1e-12);
    }
  }

  @Test
  void parametersAreReadAndSetByPath() {
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(Tasks.net(), device)) {
      Tensor bias = Tensor.of(Shape.of(3), 1f, -2, 3);
      trainer.setParameter("dense1/b", bias);
      assertEquals(bias, trainer.parameter("dense1/b"));
      Tensor mean = Tensor.of(Shape.of(4), 1f, 2, 3, 4);
      trainer.setParameter("norm1/mean", mean);
      assertEquals(mean, trainer.weights().get("norm1/mean"));
      IllegalArgumentException unknown =
          assertThrows(IllegalArgumentException.class, () -> trainer.parameter("dense2/b"));
      assertTrue(unknown.getMessage().contains("'dense2/b'"), unknown.getMessage());
      assertTrue(unknown.getMessage().contains("dense1/b"), unknown.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> trainer.setParameter("dense1/b", Tensor.of(Shape.of(2), 1f, 2)));
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (Device device = Tasks.open("reference");
        Trainer trainer = trainer(Tasks.net(), device)) {
      Tensor small = Tensor.of(Shape.of(1, 5, 6, 1), new float[30]);
      String shape = refusal(trainer, Examples.of(List.of(small), List.of(new int[] {0})));
      assertTrue(shape.contains("'input'") && shape.contains("[5, 6, 1]"), shape);
      int[] labels = {3};
      String classes = refusal(trainer, Examples.of(List.of(Tasks.pictures(1)), List.of(labels)));
      assertTrue(classes.contains("'dense1'") && classes.contains("4 classes"), classes);
      String inputs =
          refusal(
              trainer,
              Examples.of(List.of(Tasks.pictures(1), Tasks.pictures(1)), List.of(new int[] {0})));
      assertTrue(inputs.contains("1 inputs") && inputs.contains("2 and 1"), inputs);
      assertThrows(
          IllegalArgumentException.class,
          () -> Examples.of(List.of(Tasks.pictures(2)), List.of(new int[] {0})));
      assertThrows(
          IllegalArgumentException.class,
          () -> Trainer.of(Tasks.net(), device).freeze("conv9").build());
      assertThrows(IllegalArgumentException.class, () -> Fit.epochs(1).batch(0));
      assertThrows(
          IllegalArgumentException.class,
          () -> Trainer.of(Sequential.of(Tasks.IMAGE, new Relu()), device).build());
    }
  }

  private static String refusal(Trainer trainer, Examples examples) {
    return assertThrows(IllegalArgumentException.class, () -> trainer.fit(examples, FIT))
        .getMessage();
  }

  @Test
  void aTrainerServesOneThreadAndOneFit() throws InterruptedException {
    try (Device device = Tasks.open("reference");
        Trainer trainer = trainer(Tasks.net(), device)) {
      AtomicReference<Throwable> other = new AtomicReference<>();
      AtomicReference<Throwable> nested = new AtomicReference<>();
      Callback intruder =
          new Callback() {
            @Override
            public void onEpochEnd(Trainer t, Progress progress, EpochResult result) {
              Thread thread = new Thread(() -> other.set(thrown(() -> t.evaluate(Tasks.bands(8)))));
              thread.start();
              try {
                thread.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              nested.set(thrown(() -> t.fit(Tasks.bands(8), FIT)));
              t.evaluate(Tasks.bands(8));
            }
          };
      trainer.fit(Tasks.bands(32), Fit.epochs(1).with(intruder));
      assertTrue(other.get() instanceof IllegalStateException, String.valueOf(other.get()));
      assertTrue(nested.get() instanceof IllegalStateException, String.valueOf(nested.get()));
      trainer.fit(Tasks.bands(32), Fit.epochs(1));
    }
  }

  private static Throwable thrown(Runnable task) {
    try {
      task.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  @Test
  void afterClosingNothingWorks() {
    try (Device device = Tasks.open("reference")) {
      Trainer trainer = trainer(Tasks.net(), device);
      trainer.close();
      trainer.close();
      assertThrows(IllegalStateException.class, () -> trainer.fit(Tasks.bands(8), FIT));
      assertThrows(IllegalStateException.class, () -> trainer.parameter("dense1/b"));
    }
  }

  @Test
  void anExceptionInACallbackLeavesTheTrainerUsable() {
    try (Device device = Tasks.open("reference");
        Trainer trainer = trainer(Tasks.net(), device)) {
      Callback broken =
          new Callback() {
            @Override
            public void onEpochEnd(Trainer t, Progress progress, EpochResult result) {
              throw new IllegalStateException("mine");
            }
          };
      assertThrows(
          IllegalStateException.class, () -> trainer.fit(Tasks.bands(32), FIT.with(broken)));
      assertEquals(4, trainer.fit(Tasks.bands(32), FIT).epochs().size());
      assertFalse(trainer.history().epochs().isEmpty());
    }
  }

  private static Trainer trainer(Model model, Device device) {
    return Trainer.of(model, device).optimizer(Adam.of(0.01)).seed(3).build();
  }
}
