package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Softmax;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What beginners get wrong, and what they are told. */
class BeginnerTest {
  private static final Model MODEL = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(3));
  private static final Fit ONCE = Fit.epochs(1).batch(8);

  private interface Mistake extends Consumer<Trainer> {}

  private static Arguments mistake(String name, Mistake mistake, String message) {
    return Arguments.of(name, mistake, message);
  }

  private static int[] from1(int[] labels) {
    return Arrays.stream(labels).map(label -> label + 1).toArray();
  }

  static Stream<Arguments> mistakes() {
    Tensor x = Tasks.pictures(16);
    int[] y = Tasks.labels(16);
    Tensor flat = x.reshape(Shape.of(16, 36));
    return Stream.of(
        mistake(
            "as many targets as inputs",
            t -> t.fit(Examples.of(x, Tasks.labels(15)), ONCE),
            "examples: the first input has 16 items, a target has 15"),
        mistake(
            "no examples",
            t -> Examples.of(x, new int[0]),
            "examples: the first input has 16 items, a target has 0"),
        mistake(
            "the model's shape",
            t -> t.fit(Examples.of(flat, y), ONCE),
            "trainer: input 'input' of the model is [6, 6, 1], the examples are [36]"),
        mistake(
            "a unit for each class",
            t -> t.fit(Examples.of(x, y(16, 7)), ONCE),
            "trainer: output 'dense1' of the model has 3 units, the examples have 8 classes"),
        mistake(
            "classes from 0",
            t -> t.fit(Examples.of(x, from1(y)), ONCE),
            "trainer: output 'dense1' of the model has 3 units, the examples have 4 classes (they"
                + " are counted from 0: if the labels begin at 1, take 1 off)"),
        mistake(
            "one-hot of as many",
            t -> t.fit(Examples.of(x, Examples.oneHot(y, 4)), ONCE),
            "trainer: output 'dense1' of the model is [3], the targets of the examples are [4]"),
        mistake(
            "no class below 0",
            t -> t.fit(Examples.of(x, y(16, -1)), ONCE),
            "examples: class -1 is negative"),
        mistake(
            "a batch to predict",
            t -> t.predict(Tasks.pictures(1).reshape(Tasks.IMAGE)),
            "predict: input 'input' takes batches of [6, 6, 1], got [6, 6, 1]"),
        mistake("a batch of some", t -> ONCE.batch(0), "fit: batch must be at least 1, got 0"),
        mistake("epochs", t -> Fit.epochs(-1), "fit: epochs must not be negative, got -1"),
        mistake(
            "a part for validation",
            t -> t.fit(Examples.of(x, y), ONCE.validation(0.01)),
            "fit: setting aside 0.01 of 16 examples leaves one part empty"));
  }

  private static int[] y(int n, int one) {
    int[] labels = Tasks.labels(n);
    labels[3] = one;
    return labels;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void isTold(String name, Mistake mistake, String message) {
    try (Device device = Devices.open("cpu");
        Trainer trainer = Trainer.of(MODEL, device).build()) {
      var e = assertThrows(IllegalArgumentException.class, () -> mistake.accept(trainer));
      assertEquals(message, e.getMessage());
      // Nothing was spoilt.
      trainer.fit(Tasks.bands(16), ONCE);
    }
  }

  /** What is logged as a warning meanwhile. */
  private static List<String> warnings(Consumer<Trainer> what) {
    Logger logger = (Logger) LoggerFactory.getLogger("io.fovea.train");
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    logger.addAppender(seen);
    try (Device device = Devices.open("cpu");
        Trainer trainer = Trainer.of(MODEL, device).build()) {
      what.accept(trainer);
    } finally {
      logger.detachAppender(seen);
    }
    return seen.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void whatMayBeMeantIsDoneWithAWarning() {
    Tensor bytes = Tasks.pictures(16);
    for (int i = 0; i < bytes.length(); i++) {
      bytes.floats()[i] = i % 256;
    }
    assertEquals(
        List.of(
            "fit: inputs are as large as 255.0; networks learn best from numbers of about -1 to 1:"
                + " divide pixels by 255, or standardise each channel"),
        warnings(t -> t.fit(Examples.of(bytes, Tasks.labels(16)), Fit.epochs(1).batch(16))));
    assertEquals(
        List.of("fit: a batch of 64 is larger than the 16 examples: each epoch is a single step"),
        warnings(t -> t.fit(Tasks.bands(16), Fit.epochs(1).batch(64))));
    assertEquals(
        List.of("predict: the model was not trained yet: its weights are as they were drawn"),
        warnings(
            t -> {
              t.predict(Tasks.pictures(2));
              t.predictClasses(Tasks.pictures(3));
            }));
    assertEquals(
        List.of(),
        warnings(
            t -> {
              t.fit(Tasks.bands(16), ONCE);
              t.predict(Tasks.pictures(2));
            }));
  }

  /** Without a loss it is the usual one; a softmax in front of it is not taken twice. */
  @Test
  void theUsualLossTakesScoresAndProbabilities() {
    Model probabilities = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(3), new Softmax());
    try (Device device = Devices.open("cpu");
        Trainer scores = Trainer.of(MODEL, device).build();
        Trainer ended = Trainer.of(probabilities, device).build();
        Trainer crossed = Trainer.of(probabilities, device).loss(new CrossEntropy()).build()) {
      for (Trainer trainer : List.of(scores, ended, crossed)) {
        trainer.fit(Tasks.bands(40), ONCE);
        assertEquals(scores.weights(), trainer.weights());
        assertEquals(scores.history().last().loss(), trainer.history().last().loss());
      }
      double sum = 0;
      for (float p : ended.predict(Tasks.pictures(1)).floats()) {
        sum += p;
      }
      assertEquals(1, sum, 1e-6);
    }
  }

  /** A whole data set at once is what its batches are, stored as bytes or not. */
  @Test
  void dataSetsArePredicted() {
    int n = 300;
    byte[] pixels = new byte[n * 36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    Dataset data =
        Dataset.of(
            Tensor.of(Shape.of(n, 6, 6, 1), pixels),
            Tasks.labels(n),
            List.of("a", "b", "c"),
            Preprocessing.centred(Tasks.IMAGE));
    try (Device device = Devices.open("cpu");
        Trainer trainer = Trainer.of(MODEL, device).build()) {
      Tensor before = trainer.predict(data);
      assertEquals(Shape.of(n, 3), before.shape());
      trainer.fit(data, Fit.epochs(1));
      Tensor scores = trainer.predict(data);
      Tensor all = trainer.predict(Tensor.of(Shape.of(n, 6, 6, 1), pixels));
      assertArrayEquals(all.floats(), scores.floats(), 1e-6f);
      assertArrayEquals(
          trainer.predictClasses(Tensor.of(Shape.of(n, 6, 6, 1), pixels)),
          trainer.predictClasses(data));
      try (Predictor predictor = trainer.predictor()) {
        assertArrayEquals(scores.floats(), predictor.predict(data).floats());
        assertArrayEquals(trainer.predictClasses(data), predictor.predictClasses(data));
        int right = 0;
        for (int i = 0; i < n; i++) {
          right += predictor.predictClasses(data)[i] == data.label(i) ? 1 : 0;
        }
        assertEquals(right / (double) n, predictor.evaluate(data).accuracy(), 1e-9);
        assertTrue(right > 0);
      }
    }
  }
}
