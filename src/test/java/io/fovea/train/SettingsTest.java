package io.fovea.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import io.fovea.io.RecordCodec;
import io.fovea.nn.Registry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules, optimisers and losses as values, and the callbacks that come with the library. */
class SettingsTest {
  @Test
  void schedulesFollowTheirFormulas() {
    assertEquals(1, at(new ConstantRate(), 99, 9));
    StepDecay decay = StepDecay.every(2, 0.5).floor(0.2);
    assertEquals(1, at(decay, 0, 1.99));
    assertEquals(0.5, at(decay, 0, 2));
    assertEquals(0.25, at(decay, 0, 4.5));
    assertEquals(0.2, at(decay, 0, 100));
    Cosine cosine = Cosine.over(4).floor(0.1);
    assertEquals(1, at(cosine, 0, 0), 1e-15);
    assertEquals(0.55, at(cosine, 0, 2), 1e-15);
    assertEquals(0.1, at(cosine, 0, 4), 1e-15);
    assertEquals(0.1, at(cosine, 0, 5), 1e-15);
    WarmUp warmUp = WarmUp.of(4).then(StepDecay.every(1, 0.5));
    assertEquals(0.25, at(warmUp, 0, 0));
    assertEquals(0.5, at(warmUp, 3, 1));
    assertEquals(0.25, at(warmUp, 100, 2));
    Exponential exponential = Exponential.of(0.25).floor(0.1);
    assertEquals(0.5, at(exponential, 0, 0.5), 1e-15);
    assertEquals(0.1, at(exponential, 0, 9));
    Polynomial polynomial = Polynomial.over(4, 2).floor(0.2);
    assertEquals(1, at(polynomial, 0, 0));
    assertEquals(0.2 + 0.8 * 0.25, at(polynomial, 0, 2), 1e-15);
    assertEquals(0.2, at(polynomial, 0, 7));
    OneCycle cycle = OneCycle.over(10);
    assertEquals(0.04, at(cycle, 0, 0), 1e-15);
    assertEquals(0.52, at(cycle, 0, 1.5), 1e-15);
    assertEquals(1, at(cycle, 0, 3), 1e-15);
    assertEquals(0.500002, at(cycle, 0, 6.5), 1e-15);
    assertEquals(4e-6, at(cycle, 0, 11), 1e-15);
  }

  private static double at(Schedule schedule, int step, double epoch) {
    return schedule.multiplier(step, epoch, new History(List.of()));
  }

  @Test
  void settingsComeBackEqual() {
    int count = 0;
    for (Class<?> kind : List.of(Loss.class, Metric.class, Optimizer.class, Schedule.class)) {
      for (Record record : Registry.all().prototypes(kind)) {
        Json json = Json.parse(RecordCodec.write(record).pretty());
        assertEquals(record, RecordCodec.read(new JsonField(json, "x"), kind));
        count++;
      }
    }
    assertTrue(count >= 27, "" + count);
  }

  @Test
  void senselessSettingsAreRefused() {
    for (Runnable mistake :
        List.<Runnable>of(
            () -> Sgd.of(Double.NaN),
            () -> Sgd.of(-1),
            () -> Sgd.of(0.1).momentum(1),
            () -> Adam.of(0.1).betas(0.9, 1),
            () -> AdamW.of(0.1).weightDecay(-1),
            () -> StepDecay.every(0, 0.5),
            () -> Cosine.over(0),
            () -> WarmUp.of(0),
            () -> Exponential.of(0),
            () -> Polynomial.over(0, 1),
            () -> new OneCycle(1, 1, 25, 100),
            () -> EarlyStopping.after(0),
            () -> Fit.epochs(-1),
            () -> Fit.epochs(1).validation(1.0))) {
      assertThrows(IllegalArgumentException.class, mistake::run);
    }
  }

  @Test
  void earlyStoppingWaitsForItsPatience() {
    // A learning rate of 0 never improves anything: epoch 1 sets the mark, 2 and 3 are waited for.
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).optimizer(Sgd.of(0)).build()) {
      Fit fit = Fit.epochs(9).batch(16).validation(0.5).with(EarlyStopping.after(2, 0.5));
      assertEquals(3, trainer.fit(Tasks.bands(32), fit).epochs().size());
      // The mark of the first fit stands; after its stop the waiting begins anew.
      assertEquals(2, trainer.fit(Tasks.bands(32), fit).epochs().size());
    }
  }

  @Test
  void stoppingCutsAnEpochShort() {
    Callback stopper =
        new Callback() {
          @Override
          public void onProgress(Trainer trainer, Progress progress) {
            trainer.stop();
          }
        };
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      // An epoch of a second: progress is told every tenth.
      Fit fit = Fit.epochs(50).batch(1).with(stopper);
      assertTrue(trainer.fit(Tasks.bands(20_000), fit).epochs().size() < 50);
      assertEquals(2, trainer.fit(Tasks.bands(20), Fit.epochs(2)).epochs().size());
    }
  }

  @Test
  void theBestAndTheLastAreKept(@TempDir Path folder) {
    Path best = folder.resolve("best.fovea");
    Path last = folder.resolve("last.fovea");
    List<Double> losses = new ArrayList<>();
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).optimizer(Sgd.of(1)).seed(1).build()) {
      History history =
          trainer.fit(
              Tasks.bands(64),
              Fit.epochs(6)
                  .batch(8)
                  .validation(0.5)
                  .with(Checkpoint.best(best))
                  .with(Checkpoint.last(last)));
      history.epochs().forEach(epoch -> losses.add(epoch.measuredLoss()));
      int at = losses.indexOf(losses.stream().min(Double::compare).orElseThrow());
      try (Trainer kept = Trainer.resume(best, device)) {
        assertEquals(at + 1, kept.epochs(), losses.toString());
      }
      try (Trainer kept = Trainer.resume(last, device)) {
        assertEquals(6, kept.epochs());
        assertEquals(trainer.weights(), kept.weights());
      }
      assertTrue(Files.exists(best));
    }
  }

  @Test
  void theProgressBarEndsEachEpochWithALine() {
    requireLines(ProgressBar::new);
  }

  @Test
  void theProgressBarDrawsToStandardErrorUnlessToldOtherwise() {
    PrintStream before = System.err;
    requireLines(
        out -> {
          System.setErr(out);
          try {
            return new ProgressBar();
          } finally {
            System.setErr(before);
          }
        });
  }

  private static void requireLines(Function<PrintStream, ProgressBar> bar) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Device device = Tasks.open("reference");
        Trainer trainer = Trainer.of(Tasks.net(), device).build()) {
      trainer.fit(Tasks.bands(64), Fit.epochs(2).validation(0.5).with(bar.apply(out)));
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.get(lines.size() - 1).contains("epoch 2/2"), lines.toString());
    assertTrue(
        lines.get(lines.size() - 1).matches(".*loss \\d\\.\\d{4}, accuracy .*validation loss.*s *"),
        lines.toString());
  }
}
