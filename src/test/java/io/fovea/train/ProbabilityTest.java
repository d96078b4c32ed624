package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Layer;
import io.fovea.nn.LogSoftmax;
import io.fovea.nn.Reshape;
import io.fovea.nn.Sigmoid;
import io.fovea.nn.Softmax;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Probabilities and verdicts: by what a model was trained with, and by what it ends in. */
class ProbabilityTest {
  private static final double[] SCORES = {2, -1, 0.5};
  private static final Tensor ONE = Tensor.of(Shape.of(1, 1), 1f);

  @TempDir Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  /** A model that makes these scores of an input of 1, followed by some layers. */
  private static Trainer trainer(Device device, Loss loss, double[] scores, Layer... ends) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Dense.of(scores.length).withoutBias().named("scores"));
    layers.addAll(List.of(ends));
    Tensor w = Tensor.zeros(io.fovea.tensor.DType.F32, Shape.of(1, scores.length));
    for (int i = 0; i < scores.length; i++) {
      w.floats()[i] = (float) scores[i];
    }
    Model model = Sequential.of(Shape.of(1), layers.toArray(Layer[]::new));
    TrainerBuilder builder = Trainer.of(model, device).initial("scores/w", w);
    return (loss == null ? builder : builder.loss(loss)).build();
  }

  private static double[] sigmoids(double... scores) {
    return Arrays.stream(scores).map(x -> 1 / (1 + Math.exp(-x))).toArray();
  }

  private static double[] softmax(double... scores) {
    double sum = Arrays.stream(scores).map(Math::exp).sum();
    return Arrays.stream(scores).map(x -> Math.exp(x) / sum).toArray();
  }

  private static void requireTold(double[] expected, Trainer trainer) {
    try (trainer;
        Predictor predictor = trainer.predictor()) {
      double[] told = predictor.probabilities(ONE).doubles();
      assertArrayEquals(expected, told, 1e-6, trainer.losses().toString());
    }
  }

  /** Labels that do not exclude each other are not made to add up to 1. */
  @ParameterizedTest
  @MethodSource("devices")
  void probabilitiesAreThoseOfTheLoss(String id) {
    try (Device device = Tasks.open(id)) {
      for (Loss loss : List.of(new SigmoidCrossEntropy(), new Hinge())) {
        requireTold(sigmoids(SCORES), trainer(device, loss, SCORES));
      }
      requireTold(
          sigmoids(SCORES), trainer(device, new BinaryCrossEntropy(), SCORES, new Sigmoid()));
      for (Loss loss : List.of(new SoftmaxCrossEntropy().times(2), new MultiClassHinge())) {
        requireTold(softmax(SCORES), trainer(device, loss, SCORES));
      }
      requireTold(SCORES, trainer(device, new MeanSquaredError(), SCORES));
      requireTold(softmax(SCORES), trainer(device, new MeanSquaredError(), SCORES, new Softmax()));
    }
  }

  /** What an archive tells of the loss counts, too. */
  @Test
  void anArchiveTellsTheLoss() {
    Path file = folder.resolve("labels.fovea");
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(device, new SigmoidCrossEntropy(), SCORES)) {
      trainer.save(file);
      try (Predictor predictor = Predictor.load(file, device)) {
        double[] told = predictor.probabilities(ONE).doubles();
        assertArrayEquals(sigmoids(SCORES), told, 1e-6);
        assertTrue(predictor.isClassifier());
      }
    }
  }

  /** A flatten or reshape behind the end of a model does not hide it. */
  @ParameterizedTest
  @MethodSource("devices")
  void reshapesHideNothing(String id) {
    Layer[] shapes = {new Reshape(Shape.of(1, 1, 3)), new Flatten()};
    Examples example = Examples.of(ONE, new int[] {2});
    double entropy = -Math.log(softmax(SCORES)[2]);
    try (Device device = Tasks.open(id)) {
      for (Layer end : List.of(new Softmax(), new LogSoftmax())) {
        for (Loss loss : List.of(new SoftmaxCrossEntropy(), new CrossEntropy())) {
          try (Trainer trainer = trainer(device, loss, SCORES, shapes[0], end, shapes[1])) {
            assertEquals(entropy, trainer.evaluate(example).loss(), 1e-6, end + " " + loss);
          }
          requireTold(softmax(SCORES), trainer(device, loss, SCORES, shapes[0], end, shapes[1]));
        }
      }
      double[] yes = sigmoids(SCORES);
      double binary = -(Math.log(1 - yes[0]) + Math.log(1 - yes[1]) + Math.log(yes[2])) / 3;
      for (Loss loss : List.of(new SigmoidCrossEntropy(), new BinaryCrossEntropy())) {
        try (Trainer trainer = trainer(device, loss, SCORES, shapes[0], new Sigmoid(), shapes[1])) {
          assertEquals(binary, trainer.evaluate(example).loss(), 1e-6, "" + loss);
        }
        requireTold(yes, trainer(device, loss, SCORES, shapes[0], new Sigmoid(), shapes[1]));
      }
    }
  }

  /** A softmax of every pixel by itself is none of all their channels together. */
  @Test
  void aSoftmaxOfShorterRowsIsAnother() {
    double[] scores = {2, -1, 0.5, 3};
    Layer[] ends = {new Reshape(Shape.of(1, 2, 2)), new Softmax(), new Flatten()};
    double[] left = softmax(2, -1);
    double[] right = softmax(0.5, 3);
    double[] all = softmax(left[0], left[1], right[0], right[1]);
    try (Device device = Tasks.open("cpu")) {
      requireTold(all, trainer(device, new SoftmaxCrossEntropy(), scores, ends));
    }
  }

  /** Where nothing tells the loss, every pixel has classes of its own. */
  @Test
  void pixelsHaveProbabilitiesWithoutALoss() {
    Model model = Sequential.of(Shape.of(1, 2, 1), Conv2d.of(2, 1).withoutBias().named("scores"));
    Tensor w = Tensor.of(Shape.of(1, 1, 1, 2), 1f, 3f);
    try (Device device = Tasks.open("cpu");
        Predictor predictor = Predictor.of(model, Map.of("scores/w", w), device)) {
      double[] told = predictor.probabilities(Tensor.of(Shape.of(1, 1, 2, 1), 1f, -1f)).doubles();
      double[] first = softmax(1, 3);
      assertArrayEquals(new double[] {first[0], first[1], first[1], first[0]}, told, 1e-6);
      assertTrue(predictor.isClassifier());
    }
  }

  /** A verdict is the class, and how probable that very class is. */
  @ParameterizedTest
  @MethodSource("devices")
  void verdictsAreOfTheClassThatIsPredicted(String id) {
    Tensor x = Tensor.of(Shape.of(3, 1), 1f, -1f, Float.NaN);
    try (Device device = Tasks.open(id)) {
      for (Loss loss : List.of(new SigmoidCrossEntropy(), new MeanSquaredError(), new Hinge())) {
        try (Trainer trainer = trainer(device, loss, new double[] {2});
            Predictor predictor = trainer.predictor()) {
          boolean isSquare = loss instanceof MeanSquaredError;
          double sure = isSquare ? 1 : sigmoids(2)[0];
          requireVerdicts(predictor, x, sure, sure);
          assertEquals(!isSquare, predictor.isClassifier());
        }
      }
      try (Trainer trainer = trainer(device, null, new double[] {-1, 2});
          Predictor predictor = trainer.predictor()) {
        double sure = softmax(-1, 2)[1];
        requireVerdicts(predictor, x, sure, sure);
      }
    }
  }

  private static void requireVerdicts(Predictor predictor, Tensor x, double yes, double no) {
    List<Predictor.Verdict> verdicts = predictor.verdicts(x);
    int[] classes = verdicts.stream().mapToInt(Predictor.Verdict::predicted).toArray();
    assertArrayEquals(new int[] {1, 0, -1}, classes);
    assertArrayEquals(predictor.predictClasses(x), classes);
    assertEquals(yes, verdicts.get(0).probability(), 1e-6);
    assertEquals(no, verdicts.get(1).probability(), 1e-6);
    assertTrue(Double.isNaN(verdicts.get(2).probability()));
  }

  /** Labels so sure that their sigmoids are 1 alike: the larger score is the class all the same. */
  @Test
  void scoresDecideBetweenProbabilitiesThatAreAlike() {
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(device, new SigmoidCrossEntropy(), new double[] {50, 90});
        Predictor predictor = trainer.predictor()) {
      assertEquals(List.of(new Predictor.Verdict(1, 1)), predictor.verdicts(ONE));
      assertArrayEquals(new int[] {1}, predictor.predictClasses(ONE));
    }
  }

  /** Numbers by names of classes are classes learned by their squares. */
  @Test
  void namesOfClassesMakeAClassifier() {
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(device, new MeanSquaredError(), SCORES);
        Predictor nameless = trainer.predictor();
        Predictor named =
            new Predictor(
                trainer.model(),
                trainer.weights(),
                null,
                List.of("a", "b", "c"),
                device,
                trainer::recipe)) {
      assertFalse(nameless.isClassifier());
      assertTrue(named.isClassifier());
      assertEquals(List.of(new Predictor.Verdict(0, 1)), named.verdicts(ONE));
    }
  }
}
