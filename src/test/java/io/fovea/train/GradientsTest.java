package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.io.FormatException;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.io.ModelArchive;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.model.Sequential;
import io.fovea.nn.Conv2d;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.nn.Tanh;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clipping, mean gradients of several batches, decay multipliers: one device like the other. */
class GradientsTest {
  @TempDir Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  /** Without batch norm and dropout, which see batches. */
  private static Model net() {
    return Sequential.of(Tasks.IMAGE, Conv2d.of(3, 3), new Tanh(), new Flatten(), Dense.of(3));
  }

  private static TrainerBuilder builder(Device device) {
    return Trainer.of(net(), device).seed(5);
  }

  /** How far each parameter goes in one step on 20 examples with a learning rate of 1. */
  private static Map<String, double[]> step(TrainerBuilder builder) {
    try (Trainer trainer = builder.optimizer(Sgd.of(1)).build()) {
      Map<String, Tensor> before = trainer.weights();
      trainer.fit(Tasks.bands(20), Fit.epochs(1).batch(20));
      Map<String, double[]> moves = new TreeMap<>();
      trainer
          .weights()
          .forEach(
              (path, after) -> {
                double[] move = after.doubles();
                for (int i = 0; i < move.length; i++) {
                  move[i] -= before.get(path).get(i);
                }
                moves.put(path, move);
              });
      return moves;
    }
  }

  private static double norm(Map<String, double[]> moves) {
    double sum = 0;
    for (double[] move : moves.values()) {
      for (double m : move) {
        sum += m * m;
      }
    }
    return Math.sqrt(sum);
  }

  private static void requireClose(double[] want, double[] got, String what) {
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[i], 2e-6, what + " " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void theNormIsThatOfAllThatLearns(String id) {
    try (Device device = Tasks.open(id)) {
      Map<String, double[]> plain = step(builder(device).freeze("conv1"));
      double norm = norm(plain);
      double limit = norm / 3;
      double factor = limit / (norm + 1e-6);
      Map<String, double[]> clipped = step(builder(device).freeze("conv1").clipNorm(limit));
      plain.forEach(
          (path, move) -> {
            double[] want = move.clone();
            for (int i = 0; i < want.length; i++) {
              want[i] *= factor;
            }
            requireClose(want, clipped.get(path), path);
          });
      Map<String, double[]> below = step(builder(device).freeze("conv1").clipNorm(norm * 2));
      plain.forEach((path, move) -> requireClose(move, below.get(path), path));
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void valuesAreClippedAfterTheNorm(String id) {
    try (Device device = Tasks.open(id)) {
      Map<String, double[]> plain = step(builder(device));
      double norm = norm(plain);
      double factor = 0.5 * norm / (norm + 1e-6);
      double largest = 0.02;
      Map<String, double[]> clipped = step(builder(device).clipNorm(0.5 * norm).clipValue(largest));
      AtomicInteger cut = new AtomicInteger();
      plain.forEach(
          (path, move) -> {
            double[] want = move.clone();
            for (int i = 0; i < want.length; i++) {
              cut.addAndGet(Math.abs(factor * want[i]) > largest ? 1 : 0);
              want[i] = Math.max(-largest, Math.min(largest, factor * want[i]));
            }
            requireClose(want, clipped.get(path), path);
          });
      assertTrue(cut.get() > 5, "it clips " + cut);
    }
  }

  /** Of 53 examples the steps take 20, 20 and 13: in batches of 5, 5, 5, 5 and last 5, 5, 3. */
  @ParameterizedTest
  @MethodSource("devices")
  void severalBatchesAreOne(String id) {
    double tolerance = id.equals("reference") ? 1e-12 : 2e-6;
    try (Device device = Tasks.open(id);
        Trainer large = accumulating(device, 1);
        Trainer small = accumulating(device, 4)) {
      EpochResult wanted = large.fit(Tasks.bands(53), Fit.epochs(2).batch(20)).last();
      EpochResult got = small.fit(Tasks.bands(53), Fit.epochs(2).batch(5)).last();
      assertEquals(6, got.steps());
      assertEquals(wanted.steps(), got.steps());
      assertEquals(wanted.learningRate(), got.learningRate());
      assertEquals(22, small.memory().count(ModelState.STEP), "random numbers go on in each batch");
      large
          .weights()
          .forEach(
              (path, want) -> {
                for (int i = 0; i < want.length(); i++) {
                  assertEquals(want.get(i), small.parameter(path).get(i), tolerance, path);
                }
              });
    }
  }

  private static Trainer accumulating(Device device, int batches) {
    return builder(device)
        .optimizer(Sgd.of(0.1).nesterov(0.9).weightDecay(0.01))
        .schedule(WarmUp.of(3).then(Cosine.over(4)))
        .clipNorm(0.3)
        .accumulate(batches)
        .build();
  }

  /** With dropout and batch norm, stopped within an epoch and resumed: to the last bit. */
  @ParameterizedTest
  @MethodSource("devices")
  void aMeanGradientIsResumed(String id) {
    Examples examples = Tasks.bands(70);
    Path file = folder.resolve("half.fovea");
    try (Device device = Tasks.open(id);
        Trainer whole = resumed(device)) {
      whole.fit(examples, Fit.epochs(3).batch(2));
      try (Trainer trainer = resumed(device)) {
        trainer.fit(examples, Fit.epochs(1).batch(2));
        ResumeTest.stopAt(trainer, 2, examples, Fit.epochs(2).batch(2));
        assertEquals(1, trainer.epochs());
        trainer.save(file);
      }
      try (Trainer trainer = Trainer.resume(file, device)) {
        trainer.fit(examples, Fit.epochs(2).batch(2));
        assertEquals(whole.weights(), trainer.weights());
        assertEquals(whole.history().last().loss(), trainer.history().last().loss());
        assertEquals(36, trainer.history().last().steps());
      }
    }
  }

  private static Trainer resumed(Device device) {
    return Trainer.of(Tasks.net(), device)
        .optimizer(Adam.of(0.01))
        .clipValue(0.1)
        .accumulate(3)
        .decay("dense1/b", 0.5)
        .seed(2)
        .build();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aBadBatchSpoilsItsStepOnly(String id) {
    Tensor pictures = Tasks.pictures(40);
    float[] pixels = pictures.floats().clone();
    pixels[27 * 36 + 4] = Float.NaN;
    Examples examples =
        Examples.of(List.of(Tensor.of(pictures.shape(), pixels)), List.of(Tasks.labels(40)));
    try (Device device = Tasks.open(id);
        Trainer trainer = builder(device).accumulate(2).build();
        Trainer twice = builder(device).accumulate(2).build()) {
      DivergedException diverged =
          assertThrows(
              DivergedException.class,
              () -> trainer.fit(examples, Fit.epochs(1).batch(5).unshuffled()));
      assertEquals(2, diverged.step());
      twice.fit(
          Examples.of(List.of(Tasks.pictures(20)), List.of(Tasks.labels(20))),
          Fit.epochs(1).batch(5).unshuffled());
      assertEquals(twice.weights(), trainer.weights(), "as after two steps");
    }
  }

  /** A step with decay less one without is what decay takes away. */
  @Test
  void decayIsMultiplied() {
    try (Device device = Tasks.open("reference")) {
      Map<String, double[]> plain = decayed(builder(device), 0);
      Map<String, double[]> decayed =
          decayed(builder(device).decay("conv1", 0.5).decay("dense1/b", 2), 0.25);
      Map<String, Double> multipliers =
          Map.of("conv1/w", 0.5, "conv1/b", 0.0, "dense1/w", 1.0, "dense1/b", 2.0);
      try (Trainer trainer =
          builder(device).initial("dense1/b", Tensor.of(Shape.of(3), 1f, 2f, 3f)).build()) {
        multipliers.forEach(
            (path, multiplier) -> {
              Tensor before = trainer.parameter(path);
              for (int i = 0; i < before.length(); i++) {
                double want = plain.get(path)[i] - 0.25 * multiplier * before.get(i);
                assertEquals(want, decayed.get(path)[i], 1e-9, path);
              }
            });
      }
    }
  }

  private static Map<String, double[]> decayed(TrainerBuilder builder, double decay) {
    Tensor bias = Tensor.of(Shape.of(3), 1f, 2f, 3f);
    try (Trainer trainer =
        builder.initial("dense1/b", bias).optimizer(Sgd.of(1).weightDecay(decay)).build()) {
      Map<String, Tensor> before = trainer.weights();
      trainer.fit(Tasks.bands(20), Fit.epochs(1).batch(20));
      Map<String, double[]> moves = new TreeMap<>();
      before.forEach(
          (path, value) -> {
            double[] move = trainer.parameter(path).doubles();
            for (int i = 0; i < move.length; i++) {
              move[i] -= value.get(i);
            }
            moves.put(path, move);
          });
      return moves;
    }
  }

  @Test
  void senselessSettingsAreRefused() {
    try (Device device = Tasks.open("reference")) {
      for (Runnable mistake :
          List.<Runnable>of(
              () -> builder(device).clipNorm(0),
              () -> builder(device).clipNorm(Double.POSITIVE_INFINITY),
              () -> builder(device).clipValue(-1),
              () -> builder(device).accumulate(0),
              () -> builder(device).rate("conv1", -1).build(),
              () -> builder(device).decay("conv1", Double.NaN).build(),
              () -> builder(device).decay("conv9", 1).build())) {
        assertThrows(IllegalArgumentException.class, mistake::run);
      }
    }
  }

  @Test
  void anArchiveWithSenselessSettingsIsRefused() {
    Path file = folder.resolve("bad.fovea");
    try (Device device = Tasks.open("reference");
        Trainer trainer = builder(device).clipNorm(1).rate("conv1", 0.5).build()) {
      trainer.save(file);
      ModelArchive good = ModelArchive.read(file);
      for (String[] change :
          new String[][] {
            {"\"clipNorm\": 1.0", "\"clipNorm\": -1.0", "gradients: clipNorm: must be finite"},
            {"\"conv1\": 0.5", "\"conv1\": -0.5", "the rate of 'conv1' must be finite"},
            {"\"accumulate\": 1", "\"accumulate\": 0", "gradients.accumulate"},
            {"\"type\": \"adam\"", "\"type\": \"adamm\"", "is not the name of a optimizer"}
          }) {
        String before = good.training().compact();
        String after = before.replace(change[0], change[1]);
        assertTrue(!before.equals(after), () -> change[0] + " in " + before);
        Map<String, Json> training =
            new LinkedHashMap<>(new JsonField(Json.parse(after), "x").fields());
        Map<String, Tensor> moments = new LinkedHashMap<>();
        for (String moment : List.of("moment0/", "moment1/")) {
          good.model().parameters().forEach(p -> moments.put(moment + p.path(), p.initial(1)));
        }
        new ModelArchive(good.model(), null, List.of(), good.weights(), new Json.Fields(training))
            .write(file, moments);
        String message =
            assertThrows(FormatException.class, () -> Trainer.resume(file, device)).getMessage();
        assertTrue(message.contains(change[2]) && message.startsWith(file.toString()), message);
      }
    }
  }
}
