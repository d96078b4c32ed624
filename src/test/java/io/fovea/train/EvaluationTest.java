package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.io.ModelArchive;
import io.fovea.io.RecordCodec;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Sigmoid;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How good a model is: what is counted, and on which pictures. */
class EvaluationTest {
  private static final Shape IMAGES = Shape.of(30, 6, 6, 1);
  private static final List<String> NAMES = List.of("top", "middle", "bottom");
  private static final Preprocessing DARK =
      Preprocessing.standardised(Tasks.IMAGE, List.of(0.6), List.of(0.05));
  private static final Preprocessing PLAIN = Preprocessing.unit(Tasks.IMAGE);

  @TempDir private Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  /** An example without a prediction is a mistake: it is looked at, and was not recognised. */
  @ParameterizedTest
  @MethodSource("devices")
  void examplesWithoutAPredictionCountAsMistakes(String id) {
    Tensor pictures = Tasks.pictures(40);
    for (int i = 0; i < 30; i++) {
      pictures.floats()[i * 36 + i] = Float.NaN;
    }
    Examples examples = Examples.of(List.of(pictures), List.of(Tasks.labels(40)));
    try (Device device = Tasks.open(id);
        Trainer trainer = Trainer.of(Tasks.net(), device).optimizer(Adam.of(0.01)).build()) {
      trainer.fit(Tasks.bands(200), Fit.epochs(4));
      Evaluation result = trainer.evaluate(examples);
      assertEquals(40, result.confusion().total());
      assertEquals(30, result.confusion().unpredicted());
      assertTrue(result.confusion().correct() > 5, result.toString());
      assertEquals(result.confusion().correct() / 40.0, result.accuracy());
      assertTrue(result.toString().contains("of 40 (30 without a prediction"), result.toString());
      assertFalse(trainer.evaluate(Tasks.bands(40)).toString().contains("without a prediction"));
    }
  }

  private static byte[] pixels() {
    byte[] pixels = new byte[30 * 36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 36 / 12 == i / 36 % 3 ? 170 + i % 50 : 90 + i % 70);
    }
    return pixels;
  }

  private static int[] labels() {
    return IntStream.range(0, 30).map(i -> i % 3).toArray();
  }

  private static Dataset bytes(Preprocessing preprocessing, List<String> names) {
    return Dataset.of(Tensor.of(IMAGES, pixels()), labels(), names, preprocessing);
  }

  private static Dataset floats(Preprocessing preprocessing) {
    byte[] pixels = pixels();
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    return Dataset.of(Tensor.of(IMAGES, values), labels(), NAMES, preprocessing);
  }

  /** Pixels become input as they did in training, also where the data set says otherwise. */
  @Test
  void theTrainersPreprocessingDecides() {
    Path file = folder.resolve("model.fovea");
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(Tasks.net(), device).optimizer(Adam.of(0.01)).build()) {
      Evaluation untrained = trainer.evaluate(bytes(DARK, NAMES));
      assertNotEquals(
          untrained.loss(), trainer.evaluate(bytes(PLAIN, NAMES)).loss(), "nothing decides yet");
      Fit fit = Fit.epochs(8).batch(10);
      trainer.fit(bytes(DARK, NAMES), fit.validation(bytes(PLAIN, NAMES)));
      Evaluation own = trainer.evaluate(bytes(DARK, NAMES));
      assertTrue(own.accuracy() > 0.9, own.toString());
      Evaluation other = trainer.evaluate(bytes(PLAIN, NAMES));
      assertEquals(own.loss(), other.loss());
      assertEquals(own.accuracy(), other.accuracy());
      assertEquals(own.loss(), trainer.evaluate(floats(DARK)).loss(), 1e-5);
      assertEquals(own.loss(), trainer.history().last().validationLoss(), 1e-5);
      String numbers = refusal(() -> trainer.evaluate(floats(PLAIN)));
      assertTrue(numbers.contains("stored as numbers, prepared as "), numbers);
      String names = refusal(() -> trainer.evaluate(bytes(DARK, List.of("top", "x", "bottom"))));
      assertTrue(names.contains("class 1 was 'middle'") && names.contains("'x'"), names);
      refusal(() -> trainer.fit(bytes(DARK, NAMES), fit.validation(floats(PLAIN))));
      assertEquals(8, trainer.epochs(), "refused before anything is learned");
      trainer.save(file);
      try (Predictor predictor = Predictor.load(file, device)) {
        assertEquals(own.loss(), predictor.evaluate(bytes(PLAIN, NAMES)).loss());
        assertEquals(own.loss(), predictor.evaluate(bytes(DARK, NAMES)).loss());
        refusal(() -> predictor.evaluate(floats(PLAIN)));
      }
    }
  }

  /** Weights and preprocessing are enough to measure a model. */
  @ParameterizedTest
  @MethodSource("devices")
  void weightsAreEnough(String id) {
    Path file = folder.resolve("weights.fovea");
    try (Device device = Tasks.open(id);
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      trainer.fit(bytes(DARK, NAMES), Fit.epochs(1));
      new ModelArchive(Tasks.net(), RecordCodec.write(DARK), List.of(), trainer.weights(), null)
          .write(file, Map.of());
      Evaluation expected = trainer.evaluate(bytes(DARK, NAMES));
      try (Predictor predictor = Predictor.load(file, device)) {
        Evaluation result = predictor.evaluate(bytes(PLAIN, NAMES));
        assertEquals(expected.loss(), result.loss());
        assertEquals(expected.toString(), result.toString());
        predictor.close();
        assertThrows(IllegalStateException.class, () -> predictor.evaluate(bytes(PLAIN, NAMES)));
      }
    }
  }

  /** Measuring and predicting by several threads at once changes no bit. */
  @ParameterizedTest
  @MethodSource("devices")
  void manyThreadsMeasureAtOnce(String id) throws Exception {
    Examples examples = Tasks.bands(50);
    try (Device device = Tasks.open(id);
        Trainer trainer = Trainer.of(Tasks.net(), device).seed(2).build();
        Predictor predictor = trainer.predictor()) {
      double loss = predictor.evaluate(examples).loss();
      Tensor scores = predictor.predict(Tasks.pictures(50));
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Future<?>> results = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        results.add(
            threads.submit(
                () -> {
                  assertEquals(loss, predictor.evaluate(examples).loss());
                  assertEquals(scores, predictor.predict(Tasks.pictures(50)));
                }));
      }
      threads.shutdown();
      for (Future<?> result : results) {
        result.get(120, TimeUnit.SECONDS);
      }
    }
  }

  /** The loss is that of the training, where the archive tells. */
  @Test
  void theLossIsThatOfTheTraining() {
    Model model = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(3), new Sigmoid());
    Path file = folder.resolve("model.fovea");
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(model, device).loss(new CrossEntropy()).build()) {
      trainer.fit(bytes(DARK, NAMES), Fit.epochs(1));
      trainer.save(file);
      try (Predictor predictor = Predictor.load(file, device);
          Predictor own = trainer.predictor();
          Predictor plain = Predictor.of(model, trainer.weights(), DARK, NAMES, device)) {
        double loss = predictor.evaluate(bytes(DARK, NAMES)).loss();
        assertEquals(trainer.evaluate(bytes(DARK, NAMES)).loss(), loss);
        assertEquals(loss, own.evaluate(bytes(DARK, NAMES)).loss());
        assertNotEquals(plain.evaluate(bytes(DARK, NAMES)).loss(), loss);
      }
    }
  }

  private static String refusal(Executable mistake) {
    return assertThrows(IllegalArgumentException.class, mistake).getMessage();
  }
}
