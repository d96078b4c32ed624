package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.model.Model;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Flatten;
import io.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is told how training goes, and what they make of it. */
class CallbackTest {
  @TempDir Path folder;

  static List<String> devices() {
    return Tasks.devices();
  }

  private static Trainer trainer(Device device) {
    return Trainer.of(Tasks.net(), device).optimizer(Sgd.of(0.05)).seed(3).build();
  }

  /** Every second step of three epochs of five, whatever becomes of the news meanwhile. */
  @ParameterizedTest
  @MethodSource("devices")
  void stepsAreTold(String id) {
    List<Integer> steps = new ArrayList<>();
    List<Integer> examples = new ArrayList<>();
    Callback every =
        new Callback() {
          @Override
          public int everySteps() {
            return 2;
          }

          @Override
          public void onSteps(Trainer trainer, int step, double rate, Progress progress) {
            steps.add(step);
            examples.add(progress.examples());
            assertEquals(0.05 * (step > 10 ? 0.25 : step > 5 ? 0.5 : 1), rate, 1e-12);
            assertTrue(progress.loss() > 0 && progress.accuracy() >= 0, progress::toString);
          }
        };
    try (Device device = Tasks.open(id);
        Trainer trainer =
            Trainer.of(Tasks.net(), device)
                .optimizer(Sgd.of(0.05))
                .schedule(StepDecay.every(1, 0.5))
                .build()) {
      trainer.fit(Tasks.bands(36), Fit.epochs(3).batch(8).with(every));
      assertEquals(List.of(2, 4, 6, 8, 10, 12, 14), steps);
      assertEquals(List.of(16, 32, 8, 24, 36, 16, 32), examples);
    }
  }

  /** The lines' losses, each times its examples, add up to that of the epoch. */
  @ParameterizedTest
  @MethodSource("devices")
  void aStepLogHasTheExamplesOfItsSteps(String id) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(device)) {
      EpochResult epoch =
          trainer.fit(Tasks.bands(30), Fit.epochs(1).batch(10).with(new StepLog(1, out))).last();
      List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
      assertEquals(3, lines.size());
      double loss = 0;
      double accuracy = 0;
      for (int i = 0; i < 3; i++) {
        String line = lines.get(i);
        assertTrue(line.startsWith("step " + (i + 1) + ", epoch 1/1: loss "), line);
        assertTrue(line.endsWith(" over the last 10 examples; learning rate 0.05"), line);
        loss += Double.parseDouble(line.replaceAll(".*loss ([0-9.]+).*", "$1")) / 3;
        accuracy += Double.parseDouble(line.replaceAll(".*accuracy ([0-9.]+) %.*", "$1")) / 300;
      }
      assertEquals(epoch.loss(), loss, 2e-4);
      assertEquals(epoch.accuracy(), accuracy, 2e-4);
    }
    assertThrows(IllegalArgumentException.class, () -> new StepLog(0));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aCsvLogGoesOnWhereTrainingDoes(String id) throws IOException {
    Path csv = folder.resolve("epochs.csv");
    Path archive = folder.resolve("a.fovea");
    Files.writeString(csv, "anything, that was there");
    try (Device device = Tasks.open(id)) {
      History history;
      try (Trainer trainer = trainer(device)) {
        trainer.fit(Tasks.bands(30), Fit.epochs(2).batch(10).with(new CsvLog(csv)));
        trainer.save(archive);
        // One epoch more than the archive knows of.
        trainer.fit(Tasks.bands(30), Fit.epochs(1).batch(10).with(new CsvLog(csv)));
        assertEquals(4, Files.readAllLines(csv).size());
      }
      try (Trainer trainer = Trainer.resume(archive, device)) {
        Fit fit = Fit.epochs(2).batch(10).validation(Tasks.bands(12)).with(new CsvLog(csv));
        trainer.fit(Tasks.bands(30), fit);
        history = trainer.history();
      }
      List<String> lines = Files.readAllLines(csv);
      assertEquals(
          "epoch,steps,loss,accuracy,learningRate,seconds,examplesPerSecond,"
              + "validationLoss,validationAccuracy",
          lines.get(0));
      assertEquals(5, lines.size());
      for (int i = 0; i < 4; i++) {
        EpochResult result = history.epochs().get(i);
        String[] cells = lines.get(i + 1).split(",", -1);
        assertEquals(9, cells.length, lines.get(i + 1));
        assertEquals(i + 1, Integer.parseInt(cells[0]));
        assertEquals(3 * (i + 1), Integer.parseInt(cells[1]));
        assertEquals(result.loss(), Double.parseDouble(cells[2]));
        assertEquals(0.05, Double.parseDouble(cells[4]));
        assertEquals(i < 2 ? "" : String.valueOf(result.validationLoss()), cells[7]);
      }
    }
  }

  /** A metric of a person's own may be called anything. */
  @Test
  void aCsvLogQuotesWhatItMust() throws IOException {
    Path csv = folder.resolve("epochs.csv");
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(device)) {
      CsvLog log = new CsvLog(csv);
      Progress progress = new Progress(1, 2, 1, 1, Map.of(), 1);
      log.onFitBegin(trainer, progress);
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("loss", Double.NaN);
      numbers.put("recall of \"a, b\"\nand c", 0.5);
      log.onEpochEnd(trainer, progress, new EpochResult(1, 7, numbers, Map.of(), 0.1, 1, 1));
      String text = Files.readString(csv);
      assertEquals(
          "epoch,steps,loss,\"recall of \"\"a, b\"\"\nand c\",learningRate,seconds,"
              + "examplesPerSecond\n1,7,NaN,0.5,0.1,1.0,1.0\n",
          text);
      trainer.fit(Tasks.bands(30), Fit.epochs(1));
      log.onFitBegin(trainer, progress);
      numbers.put("loss", 1.0);
      log.onEpochEnd(trainer, progress, new EpochResult(2, 9, numbers, Map.of(), 0.1, 1, 1));
      assertEquals(text + "2,9,1.0,0.5,0.1,1.0,1.0\n", Files.readString(csv));
      Files.writeString(csv, "a,b\n1,2\n");
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new CsvLog(csv).onFitBegin(trainer, progress))
              .getMessage();
      assertEquals(csv + ": is no log of epochs: its first column is 'a', not 'epoch'", message);
    }
  }

  private static EpochResult epoch(int number, double loss, double validationAccuracy) {
    return new EpochResult(
        number, number, Map.of("loss", loss), Map.of("accuracy", validationAccuracy), 1, 1, 1);
  }

  @Test
  void checkpointsKeepTheBestByAnyMeasure() {
    Path smallest = folder.resolve("smallest");
    Path largest = folder.resolve("largest");
    Progress progress = new Progress(1, 2, 1, 1, Map.of(), 1);
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(device)) {
      List<Path> saved = new ArrayList<>();
      Callback byLoss = Checkpoint.best(smallest, Measure.smallest("loss"));
      Callback byAccuracy = Checkpoint.best(largest, Measure.largest("validationAccuracy"));
      double[][] epochs = {{3, 0.1}, {2, 0.05}, {Double.NaN, 0.2}, {2, 0.2}, {1, Double.NaN}};
      List<Callback> both = List.of(byLoss, byAccuracy);
      both.forEach(callback -> callback.onFitBegin(trainer, progress));
      for (int i = 0; i < epochs.length; i++) {
        for (Callback callback : both) {
          callback.onEpochEnd(trainer, progress, epoch(i + 1, epochs[i][0], epochs[i][1]));
        }
        for (Path file : List.of(smallest, largest)) {
          if (file.toFile().delete()) {
            saved.add(Path.of((i + 1) + " " + file.getFileName()));
          }
        }
      }
      assertEquals(
          List.of("1 smallest", "1 largest", "2 smallest", "3 largest", "5 smallest"),
          saved.stream().map(Path::toString).toList());
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      Checkpoint.best(largest, Measure.largest("f1"))
                          .onEpochEnd(trainer, progress, epoch(1, 1, 1)))
              .getMessage();
      assertEquals("epoch 1: no 'f1' was measured; there are [loss, validationAccuracy]", message);
    }
  }

  /** The third epoch is best; two later ones are not, and the weights go back to it. */
  @ParameterizedTest
  @MethodSource("devices")
  void theBestEpochsWeightsComeBack(String id) {
    double[] accuracies = {0.2, 0.1, 0.4, 0.4, 0.3, 0.9};
    List<Map<String, Tensor>> weights = new ArrayList<>();
    EarlyStopping stopping =
        EarlyStopping.after(2).by(Measure.largest("validationAccuracy")).restoringBest();
    Callback scripted =
        new Callback() {
          @Override
          public void onFitBegin(Trainer trainer, Progress progress) {
            stopping.onFitBegin(trainer, progress);
          }

          @Override
          public void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {
            weights.add(new HashMap<>(trainer.weights()));
            int i = result.epoch() - 1;
            stopping.onEpochEnd(trainer, progress, epoch(i + 1, 1, accuracies[i]));
          }

          @Override
          public void onFitEnd(Trainer trainer, Progress progress) {
            stopping.onFitEnd(trainer, progress);
          }
        };
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(device)) {
      trainer.fit(Tasks.bands(30), Fit.epochs(6).batch(10).with(scripted));
      assertEquals(5, trainer.epochs());
      assertEquals(weights.get(2), trainer.weights());
      assertNotEquals(weights.get(4), trainer.weights());
    }
    assertThrows(IllegalArgumentException.class, () -> EarlyStopping.after(1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> EarlyStopping.after(0));
  }

  /** Losses of epochs as a script has them: after a resumption it stops where it would have. */
  @ParameterizedTest
  @MethodSource("devices")
  void aResumedTrainingStopsWhereAnUninterruptedOneDoes(String id) {
    Path archive = folder.resolve("a.fovea");
    // The rate is 0 but in the first epoch: losses do not become smaller after it.
    Schedule once = StepDecay.every(1, 1e-30);
    try (Device device = Tasks.open(id)) {
      try (Trainer trainer = still(device, once)) {
        trainer.fit(Tasks.bands(30), Fit.epochs(9).batch(10).with(stopping()));
        assertEquals(5, trainer.epochs());
      }
      try (Trainer trainer = still(device, once)) {
        trainer.fit(Tasks.bands(30), Fit.epochs(3).batch(10).with(stopping()));
        trainer.save(archive);
      }
      try (Trainer trainer = Trainer.resume(archive, device)) {
        trainer.fit(Tasks.bands(30), Fit.epochs(9).batch(10).with(stopping()));
        assertEquals(5, trainer.epochs());
        trainer.fit(Tasks.bands(30), Fit.epochs(9).batch(10).with(stopping()));
        assertEquals(8, trainer.epochs());
      }
    }
  }

  private static EarlyStopping stopping() {
    return EarlyStopping.after(3, 1e-6);
  }

  private static Trainer still(Device device, Schedule schedule) {
    Model model = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(3));
    return Trainer.of(model, device).optimizer(Sgd.of(0.1)).schedule(schedule).build();
  }

  /** A learning rate that blows up is caught, by name, whatever the device. */
  @ParameterizedTest
  @MethodSource("devices")
  void anExplodingRateIsNamed(String id) {
    Model linear = Sequential.of(Tasks.IMAGE, new Flatten(), Dense.of(5), Dense.of(3));
    try (Device device = Tasks.open(id);
        Trainer trainer =
            Trainer.of(linear, device)
                .loss(new MeanSquaredError())
                .optimizer(Sgd.of(1e20))
                .build()) {
      List<Integer> told = new ArrayList<>();
      Callback callback =
          new Callback() {
            @Override
            public int everySteps() {
              return 1;
            }

            @Override
            public void onSteps(Trainer t, int step, double rate, Progress progress) {
              told.add(step);
            }
          };
      DivergedException e =
          assertThrows(
              DivergedException.class,
              () -> trainer.fit(Tasks.bands(64), Fit.epochs(50).batch(8).with(callback)));
      assertFalse(e.layer().isEmpty(), e.getMessage());
      assertTrue(e.getMessage().contains("at step " + e.step()), e.getMessage());
      assertTrue(e.getMessage().contains("A smaller learning rate"), e.getMessage());
      assertTrue(told.size() <= e.step(), told + " " + e.step());
      for (Tensor weight : trainer.weights().values()) {
        for (int i = 0; i < weight.length(); i++) {
          assertTrue(Double.isFinite(weight.get(i)), e.getMessage());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aPixelThatIsNotANumberIsNamed(String id) {
    Tensor pictures = Tasks.pictures(32);
    Arrays.fill(pictures.floats(), 20 * 36 + 7, 20 * 36 + 8, Float.NaN);
    try (Device device = Tasks.open(id);
        Trainer trainer = trainer(device)) {
      DivergedException e =
          assertThrows(
              DivergedException.class,
              () ->
                  trainer.fit(
                      Examples.of(pictures, Tasks.labels(32)),
                      Fit.epochs(1).batch(8).unshuffled()));
      assertEquals(2, e.step());
      assertEquals("data", e.layer());
      assertEquals(
          "training diverged at step 2: input 'input' of example 20 is not finite: NaN, element 7"
              + " of [6, 6, 1]. The parameters are as they were before that step",
          e.getMessage());
    }
  }
}
