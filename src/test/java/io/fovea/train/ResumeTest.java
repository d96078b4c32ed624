package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fovea.backend.Device;
import io.fovea.backend.State;
import io.fovea.data.Dataset;
import io.fovea.data.Preprocessing;
import io.fovea.io.FormatException;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.io.ModelArchive;
import io.fovea.io.RecordCodec;
import io.fovea.model.Model;
import io.fovea.model.ModelState;
import io.fovea.nn.Layer;
import io.fovea.nn.Scope;
import io.fovea.op.Value;
import io.fovea.tensor.Shape;
import io.fovea.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Saving and going on: as if never interrupted, to the last bit. */
class ResumeTest {
  @TempDir Path folder;

  static Stream<Arguments> settings() {
    return Tasks.devices().stream()
        .flatMap(id -> Tasks.optimizers().stream().map(optimizer -> Arguments.of(id, optimizer)));
  }

  static Stream<Arguments> someSettings() {
    return Tasks.devices().stream()
        .flatMap(
            id ->
                Stream.of(Sgd.of(0.05).nesterov(0.9).weightDecay(1e-3), Adam.of(0.01))
                    .map(optimizer -> Arguments.of(id, optimizer)));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void tenEpochsAreFiveAndFive(String id, Optimizer optimizer) {
    Examples examples = Tasks.bands(70);
    Fit five = Fit.epochs(5).batch(16).validation(0.2);
    Path file = folder.resolve("half.fovea");
    try (Device device = Tasks.open(id)) {
      Map<String, Tensor> whole;
      EpochResult last;
      try (Trainer trainer = trainer(device, optimizer)) {
        last = trainer.fit(examples, Fit.epochs(10).batch(16).validation(0.2)).last();
        whole = trainer.weights();
      }
      try (Trainer trainer = trainer(device, optimizer)) {
        trainer.fit(examples, five);
        trainer.save(file);
        assertNotEquals(whole, trainer.weights());
      }
      try (Trainer trainer = Trainer.resume(file, device)) {
        EpochResult resumed = trainer.fit(examples, five).last();
        assertEquals(whole, trainer.weights());
        assertEquals(10, trainer.history().epochs().size());
        assertEquals(last.epoch(), resumed.epoch());
        assertEquals(last.steps(), resumed.steps());
        assertEquals(last.loss(), resumed.loss());
        assertEquals(last.learningRate(), resumed.learningRate());
        assertEquals(last.validationLoss(), resumed.validationLoss());
      }
    }
  }

  /** Stopped in the middle of an epoch, saved, resumed, stopped again: as if never interrupted. */
  @ParameterizedTest
  @MethodSource("someSettings")
  void aStoppedEpochGoesOn(String id, Optimizer optimizer) {
    Examples examples = Tasks.bands(70);
    Fit fit = Fit.epochs(3).batch(4).validation(0.2);
    Path file = folder.resolve("cut.fovea");
    try (Device device = Tasks.open(id);
        Trainer whole = trainer(device, optimizer)) {
      EpochResult expected = whole.fit(examples, fit).last();
      try (Trainer trainer = trainer(device, optimizer)) {
        trainer.fit(examples, Fit.epochs(1).batch(4).validation(0.2));
        stopAt(trainer, 2, examples, fit);
        assertEquals(1, trainer.epochs());
        trainer.evaluate(examples);
        trainer.save(file);
      }
      try (Trainer trainer = Trainer.resume(file, device)) {
        assertEquals(4, trainer.batch().getAsInt());
        stopAt(trainer, 2, examples, fit);
        assertEquals(1, trainer.epochs());
        trainer.save(file);
      }
      try (Trainer trainer = Trainer.resume(file, device)) {
        EpochResult result = trainer.fit(examples, Fit.epochs(2).batch(4).validation(0.2)).last();
        assertEquals(whole.weights(), trainer.weights());
        assertEquals(3, trainer.epochs());
        assertEquals(expected.steps(), result.steps());
        for (int i = 0; i < 3; i++) {
          EpochResult one = whole.history().epochs().get(i);
          EpochResult other = trainer.history().epochs().get(i);
          assertEquals(one.loss(), other.loss());
          assertEquals(one.accuracy(), other.accuracy());
          assertEquals(one.validationLoss(), other.validationLoss());
        }
      }
    }
  }

  /** Stops a fit as soon as it is told of some steps: on devices that do not wait, a few later. */
  static void stopAt(Trainer trainer, int steps, Examples examples, Fit fit) {
    Callback stop =
        new Callback() {
          private int told;

          @Override
          public int everySteps() {
            return 1;
          }

          @Override
          public void onSteps(Trainer stopping, int step, double rate, Progress progress) {
            if (++told == steps) {
              stopping.stop();
            }
          }
        };
    trainer.fit(examples, fit.placement(Fit.Placement.STREAMED).with(stop));
  }

  @Test
  void aStoppedEpochOfOtherExamplesBeginsAnew() {
    try (Device device = Tasks.open("reference");
        Trainer trainer = trainer(device, Sgd.of(0.05))) {
      stopAt(trainer, 3, Tasks.bands(70), Fit.epochs(1).batch(4));
      assertEquals(0, trainer.epochs());
      History history = trainer.fit(Tasks.bands(40), Fit.epochs(1).batch(4));
      assertEquals(3 + 10, history.last().steps());
    }
  }

  /** A rate that never gets better waits two epochs, saved in between. */
  @Test
  void aPlateauIsWaitedForAcrossResumption() {
    Path file = folder.resolve("plateau.fovea");
    Schedule schedule =
        WarmUp.of(1).then(ReduceOnPlateau.of(0.5, 1).amount(100).ofGrowing("accuracy"));
    try (Device device = Tasks.open("cpu");
        Trainer whole =
            Trainer.of(Tasks.net(), device).schedule(schedule).optimizer(Sgd.of(0.5)).build()) {
      whole.fit(Tasks.bands(40), Fit.epochs(2).batch(8));
      whole.save(file);
      whole.fit(Tasks.bands(40), Fit.epochs(4).batch(8));
      List<Double> rates =
          whole.history().epochs().stream().map(EpochResult::learningRate).toList();
      assertEquals(List.of(0.5, 0.5, 0.5, 0.25, 0.25, 0.125), rates);
      try (Trainer resumed = Trainer.resume(file, device)) {
        resumed.fit(Tasks.bands(40), Fit.epochs(4).batch(8));
        assertEquals(whole.weights(), resumed.weights());
        assertEquals(
            rates, resumed.history().epochs().stream().map(EpochResult::learningRate).toList());
      }
      try (Trainer misnamed =
          Trainer.of(Tasks.net(), device)
              .schedule(ReduceOnPlateau.of(0.5, 1).ofFalling("error"))
              .build()) {
        String message =
            assertThrows(
                    IllegalArgumentException.class,
                    () -> misnamed.fit(Tasks.bands(40), Fit.epochs(2)))
                .getMessage();
        assertEquals("plateau: 'error' is not measured; there are [loss, accuracy]", message);
      }
    }
  }

  private static Trainer trainer(Device device, Optimizer optimizer) {
    return Trainer.of(Tasks.net(), device)
        .optimizer(optimizer)
        .schedule(WarmUp.of(3).then(Cosine.over(4)))
        .rate("conv1", 0.5)
        .seed(-5)
        .build();
  }

  @Test
  void aPredictorSeesWhatTheTrainerSaw() {
    byte[] pixels = new byte[30 * 36];
    int[] labels = new int[30];
    for (int i = 0; i < pixels.length; i++) {
      labels[i / 36] = i / 36 % 3;
      pixels[i] = (byte) (i % 36 / 12 == i / 36 % 3 ? 200 + i % 50 : i % 70);
    }
    Preprocessing preprocessing =
        Preprocessing.standardised(Tasks.IMAGE, List.of(0.3), List.of(0.25));
    Tensor images = Tensor.of(Shape.of(30, 6, 6, 1), pixels);
    Dataset data = Dataset.of(images, labels, List.of("top", "middle", "bottom"), preprocessing);
    Path file = folder.resolve("model.fovea");
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(Tasks.net(), device).seed(1).build()) {
      trainer.fit(data, Fit.epochs(3).batch(8));
      Tensor expected = trainer.predict(images);
      trainer.save(file);
      try (Predictor predictor = Predictor.load(file, device)) {
        assertEquals(expected, predictor.predict(images));
        assertEquals(preprocessing, predictor.preprocessing());
        assertEquals(List.of("top", "middle", "bottom"), predictor.classNames());
        Tensor probabilities = predictor.probabilities(images);
        for (int row = 0; row < 30; row++) {
          double sum = 0;
          for (int c = 0; c < 3; c++) {
            sum += probabilities.get(row * 3 + c);
          }
          assertEquals(1, sum, 1e-6);
        }
      }
    }
  }

  /** On another device training goes on, nearly as it would have, and the log says so. */
  @Test
  void anotherDeviceGoesOnWithAWarning() {
    Path file = folder.resolve("half.fovea");
    Fit two = Fit.epochs(2).batch(16);
    Logger logger = (Logger) LoggerFactory.getLogger(TrainerArchive.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (Device reference = Tasks.open("reference");
        Device cpu = Tasks.open("cpu");
        Trainer whole = trainer(reference, Sgd.of(0.05).momentum(0.9))) {
      whole.fit(Tasks.bands(70), two);
      whole.save(file);
      double loss = whole.fit(Tasks.bands(70), two).last().loss();
      Trainer.resume(file, reference).close();
      assertEquals(List.of(), log.list);
      try (Trainer trainer = Trainer.resume(file, cpu)) {
        assertEquals(loss, trainer.fit(Tasks.bands(70), two).last().loss(), 1e-4);
      }
      String warning = log.list.get(0).getFormattedMessage();
      assertTrue(warning.contains("backend is \"cpu\", was \"reference\""), warning);
    } finally {
      logger.detachAppender(log);
    }
  }

  @Test
  void savingInTheMiddleOfAnEpochIsRefused() {
    Path file = folder.resolve("mid.fovea");
    Callback saver =
        new Callback() {
          @Override
          public void onProgress(Trainer trainer, Progress progress) {
            trainer.save(file);
          }
        };
    Examples examples = Tasks.bands(2000);
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      assertThrows(
          IllegalStateException.class,
          () -> trainer.fit(examples, Fit.epochs(50).batch(2).with(saver)));
      assertTrue(Files.notExists(file));
    }
  }

  private record Mine() implements Layer {
    @Override
    public String kind() {
      return "mine";
    }

    @Override
    public Value build(Scope scope, List<Value> inputs) {
      return scope.only(inputs);
    }
  }

  @Test
  void whatHasNoNameIsNotSavedAndNothingIsLost() throws IOException {
    Path file = folder.resolve("model.fovea");
    Files.writeString(file, "earlier");
    Model model = io.fovea.model.Sequential.of(Shape.of(4), io.fovea.nn.Dense.of(2), new Mine());
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(model, device).build()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> trainer.save(file)).getMessage();
      assertTrue(message.contains("'mine1'") && message.contains("no registered name"), message);
      assertEquals("earlier", Files.readString(file));
    }
  }

  /** A device whose states refuse the count of steps, the last thing that resuming writes. */
  private static Device refusing(Device device, AtomicInteger open) {
    return (Device)
        Proxy.newProxyInstance(
            Device.class.getClassLoader(),
            new Class<?>[] {Device.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(device, arguments);
              return result instanceof State state ? refusing(state, open) : result;
            });
  }

  private static State refusing(State state, AtomicInteger open) {
    open.incrementAndGet();
    return (State)
        Proxy.newProxyInstance(
            State.class.getClassLoader(),
            new Class<?>[] {State.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("write") && ModelState.STEP.equals(arguments[0])) {
                throw new IllegalStateException("the device is lost");
              }
              if (method.getName().equals("close")) {
                open.decrementAndGet();
              }
              return method.invoke(state, arguments);
            });
  }

  @Test
  void aFailedResumptionFreesWhatItTook() {
    Path file = folder.resolve("whole.fovea");
    AtomicInteger open = new AtomicInteger();
    try (Device device = Tasks.open("cpu")) {
      try (Trainer trainer = trainer(device, Adam.of(0.01))) {
        trainer.fit(Tasks.bands(20), Fit.epochs(1).batch(10));
        trainer.save(file);
      }
      Device broken = refusing(device, open);
      assertThrows(IllegalStateException.class, () -> Trainer.resume(file, broken));
      assertEquals(0, open.get(), "states that are still held");
    }
  }

  @Test
  void anArchiveWithoutATrainerIsNotResumed() {
    Path file = folder.resolve("weights.fovea");
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      new ModelArchive(Tasks.net(), null, List.of(), trainer.weights(), null).write(file, Map.of());
      String message =
          assertThrows(FormatException.class, () -> Trainer.resume(file, device)).getMessage();
      assertTrue(message.startsWith(file.toString()), message);
      assertTrue(message.contains("'training'"), message);
    }
  }

  /** What a person is told about classes and pictures must be about this model. */
  @Test
  void namesAndPreprocessingFitTheModel() {
    Path file = folder.resolve("model.fovea");
    Shape grey = Shape.of(5, 6, 1);
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      trainer.save(file);
      ModelArchive good = ModelArchive.read(file);
      Json wrong = RecordCodec.write(Preprocessing.unit(grey));
      for (ModelArchive bad :
          List.of(
              new ModelArchive(
                  good.model(), null, List.of("cat", "dog"), good.weights(), good.training()),
              new ModelArchive(good.model(), wrong, List.of(), good.weights(), good.training()))) {
        Map<String, Tensor> moments = new LinkedHashMap<>();
        good.model()
            .parameters()
            .forEach(
                p -> {
                  moments.put("moment0/" + p.path(), p.initial(1));
                  moments.put("moment1/" + p.path(), p.initial(1));
                });
        bad.write(file, moments);
        String words =
            bad.preprocessing() == null
                ? "classNames: there are 2 names, output 'dense1' of the model has 3 units"
                : "preprocessing: makes [5, 6, 1], input 'input' of the model is [6, 6, 1]";
        for (Executable reading :
            List.<Executable>of(
                () -> Predictor.load(file, device), () -> Trainer.resume(file, device))) {
          String message = assertThrows(FormatException.class, reading).getMessage();
          assertEquals(file + ", model.json: " + words, message);
        }
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> Predictor.of(good.model(), good.weights(), null, List.of("cat"), device));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Predictor.of(
                  good.model(), good.weights(), Preprocessing.unit(grey), List.of(), device));
    }
  }

  /** What decides the last bits of results is on record: program, Java, device, vector width. */
  @Test
  void anArchiveNamesItsMachine() {
    Path file = folder.resolve("model.fovea");
    try (Device device = Tasks.open("cpu");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      trainer.save(file);
    }
    Json training = ModelArchive.read(file).training();
    JsonField machine = new JsonField(training, "training").field("device");
    assertTrue(machine.fields().keySet().containsAll(List.of("fovea", "java", "driver")));
    assertTrue(machine.field("fovea").text().length() > 2);
    String name = machine.field("name").text();
    assertTrue(name.matches(".* \\((Vector API, (128|256|512) bits|plain Java)\\)"), name);
  }

  /** Archives of before batch sizes and versions were kept. */
  @Test
  void anEarlierArchiveIsResumed() {
    Path file = folder.resolve("model.fovea");
    try (Device device = Tasks.open("cpu");
        Trainer trainer = trainer(device, Sgd.of(0.05))) {
      trainer.fit(Tasks.bands(40), Fit.epochs(1).batch(8));
      trainer.save(file);
      ModelArchive archive = ModelArchive.read(file);
      Map<String, Json> training =
          new LinkedHashMap<>(new JsonField(archive.training(), "training").fields());
      assertEquals(new Json.Int(8), training.remove("batch"));
      training.remove("cut");
      training.remove("batches");
      Map<String, Json> recipe =
          new LinkedHashMap<>(new JsonField(training.get("recipe"), "recipe").fields());
      recipe.remove("decays");
      recipe.remove("gradients");
      training.put("recipe", new Json.Fields(recipe));
      Map<String, Json> machine =
          new LinkedHashMap<>(new JsonField(training.get("device"), "device").fields());
      machine.remove("fovea");
      training.put("device", new Json.Fields(machine));
      new ModelArchive(
              archive.model(), null, List.of(), archive.weights(), new Json.Fields(training))
          .write(file, Map.of());
      try (Trainer resumed = Trainer.resume(file, device)) {
        assertTrue(resumed.batch().isEmpty());
        resumed.fit(Tasks.bands(40), Fit.epochs(1).batch(8));
        trainer.fit(Tasks.bands(40), Fit.epochs(1).batch(8));
        assertEquals(trainer.weights(), resumed.weights());
      }
    }
  }
}
