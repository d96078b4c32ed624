package io.fovea.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fovea.backend.Device;
import io.fovea.backend.Devices;
import io.fovea.model.Sequential;
import io.fovea.nn.Dense;
import io.fovea.nn.Registry;
import io.fovea.tensor.Shape;
import io.fovea.train.Adadelta;
import io.fovea.train.Adagrad;
import io.fovea.train.Adam;
import io.fovea.train.AdamW;
import io.fovea.train.ConstantRate;
import io.fovea.train.Cosine;
import io.fovea.train.Exponential;
import io.fovea.train.Lion;
import io.fovea.train.Nadam;
import io.fovea.train.OneCycle;
import io.fovea.train.Optimizer;
import io.fovea.train.Polynomial;
import io.fovea.train.ReduceOnPlateau;
import io.fovea.train.RmsProp;
import io.fovea.train.Schedule;
import io.fovea.train.Sgd;
import io.fovea.train.StepDecay;
import io.fovea.train.Trainer;
import io.fovea.train.WarmUp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What options of the command line make of a trainer of ten epochs. */
class OptimizerOptionsTest {
  @Command
  private static final class Line {
    @Mixin private OptimizerOptions options = new OptimizerOptions();
  }

  private static OptimizerOptions parse(String... words) {
    Line line = new Line();
    new CommandLine(line).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(words);
    line.options.check(10);
    return line.options;
  }

  private static void trainer(OptimizerOptions options, Consumer<Trainer> look) {
    try (Device device = Devices.open("reference");
        Trainer trainer =
            options
                .apply(Trainer.of(Sequential.of(Shape.of(2), Dense.of(2)), device), 10)
                .build()) {
      look.accept(trainer);
    }
  }

  private final Set<Class<?>> optimizers = new HashSet<>();

  private void requireOptimizer(Optimizer expected, String... words) {
    optimizers.add(expected.getClass());
    trainer(parse(words), trainer -> assertEquals(expected, trainer.optimizer()));
  }

  @Test
  void everyOptimizerHasAName() {
    requireOptimizer(Adam.of(1e-3));
    requireOptimizer(Adam.of(0.5).weightDecay(0.1), "--lr", "0.5", "--weight-decay", "0.1");
    requireOptimizer(AdamW.of(1e-3), "--optimizer", "adamw");
    requireOptimizer(AdamW.of(1e-3).weightDecay(0), "--optimizer", "AdamW", "--weight-decay", "0");
    requireOptimizer(Sgd.of(0.01), "--optimizer", "sgd");
    requireOptimizer(Sgd.of(0.01).momentum(0.5), "--optimizer", "sgd", "--momentum", "0.5");
    requireOptimizer(Sgd.of(0.01).momentum(0.9), "--optimizer", "momentum");
    requireOptimizer(Sgd.of(0.01).nesterov(0.9), "--optimizer", "nesterov");
    requireOptimizer(
        Sgd.of(0.01).nesterov(0.8).weightDecay(0.1),
        "--optimizer=nesterov",
        "--momentum=0.8",
        "--weight-decay=0.1");
    requireOptimizer(RmsProp.of(0.01).momentum(0.5), "--optimizer", "rmsprop", "--momentum", "0.5");
    requireOptimizer(
        RmsProp.of(0.01).weightDecay(0.1), "--optimizer", "rmsprop", "--weight-decay", "0.1");
    requireOptimizer(
        Adagrad.of(0.01).weightDecay(0.1), "--optimizer", "adagrad", "--weight-decay", "0.1");
    requireOptimizer(
        Adadelta.of(1).weightDecay(0.1), "--optimizer", "adadelta", "--weight-decay", "0.1");
    requireOptimizer(
        Nadam.of(0.002).weightDecay(0.1), "--optimizer", "nadam", "--weight-decay", "0.1");
    requireOptimizer(
        Lion.of(1e-4).weightDecay(0.1), "--optimizer", "lion", "--weight-decay", "0.1");
    assertEquals(
        Registry.all().prototypes(Optimizer.class).stream()
            .map(Object::getClass)
            .collect(Collectors.toSet()),
        optimizers);
  }

  private static void requireSchedule(Schedule expected, String... words) {
    trainer(parse(words), trainer -> assertEquals(expected, trainer.schedule()));
  }

  @Test
  void everyScheduleHasAWord() {
    requireSchedule(new ConstantRate());
    requireSchedule(new ConstantRate(), "--schedule", "constant");
    requireSchedule(StepDecay.every(3, 0.1), "--schedule", "step");
    requireSchedule(StepDecay.every(2, 0.5), "--schedule", "Step:2:0.5");
    requireSchedule(StepDecay.every(2, 0.5).floor(0.1), "--schedule", "step:2:0.5:0.1");
    requireSchedule(Exponential.of(0.8).floor(0.1), "--schedule", "exponential:0.8:0.1");
    requireSchedule(Polynomial.over(10, 2).floor(0.1), "--schedule", "polynomial:2:0.1");
    requireSchedule(Cosine.over(10).floor(0.1), "--schedule", "cosine:0.1");
    requireSchedule(ReduceOnPlateau.of(0.5, 3).floor(0.1), "--schedule", "plateau:0.5:3:0.1");
    requireSchedule(Exponential.of(0.8), "--schedule", "exponential:0.8");
    requireSchedule(Polynomial.over(10, 2), "--schedule", "polynomial:2");
    requireSchedule(Cosine.over(10), "--schedule", "cosine");
    requireSchedule(OneCycle.over(10), "--schedule", "one-cycle");
    requireSchedule(ReduceOnPlateau.of(0.5, 3), "--schedule", "plateau:0.5:3");
    requireSchedule(WarmUp.of(50).then(Cosine.over(10)), "--schedule", "cosine", "--warm-up", "50");
  }

  @Test
  void gradientsAreClippedAndAccumulated() {
    trainer(
        parse("--clip-norm", "1.5", "--clip-value", "0.5", "--accumulate", "4"),
        trainer -> {
          assertEquals(1.5, trainer.clipNorm());
          assertEquals(0.5, trainer.clipValue());
          assertEquals(4, trainer.accumulate());
        });
    trainer(
        parse(),
        trainer -> {
          assertNull(trainer.clipNorm());
          assertNull(trainer.clipValue());
          assertEquals(1, trainer.accumulate());
        });
  }

  @Test
  void layersAreFrozen() {
    trainer(
        parse("--freeze", "dense1/w,dense1/b"),
        trainer -> assertEquals(List.of("dense1/w", "dense1/b"), trainer.frozen()));
    var model = Sequential.of(Shape.of(2), Dense.of(2));
    parse("--freeze", "dense1").check(model);
    String message =
        assertThrows(MisuseException.class, () -> parse("--freeze", "dense").check(model))
            .getMessage();
    assertTrue(
        message.contains("called 'dense'; the parameters are [dense1/w, dense1/b]"), message);
  }

  /** The first word of each option that differs from what a trainer was made with. */
  private static List<String> differences(OptimizerOptions options, Trainer trainer) {
    List<String> differences = new ArrayList<>();
    options.requireSame(
        trainer,
        10,
        (option, isSame, before) -> {
          if (!isSame) {
            differences.add(option.split(" ")[0]);
          }
        });
    return differences;
  }

  @Test
  void whatDiffersOnResumingIsFound() {
    String[] words = {
      "--optimizer=sgd",
      "--lr=0.5",
      "--momentum=0.5",
      "--weight-decay=0.1",
      "--schedule=cosine",
      "--warm-up=3",
      "--clip-norm=1",
      "--clip-value=2",
      "--accumulate=3",
      "--freeze=dense1/b"
    };
    String[] others = {
      "--optimizer=nesterov",
      "--lr=0.25",
      "--momentum=0.75",
      "--weight-decay=0.2",
      "--schedule=step",
      "--warm-up=4",
      "--clip-norm=3",
      "--clip-value=4",
      "--accumulate=5",
      "--freeze=dense1/w"
    };
    trainer(
        parse(words),
        trainer -> {
          assertEquals(List.of(), differences(parse(words), trainer));
          assertEquals(List.of(), differences(parse(), trainer));
          assertEquals(
              List.of(
                  "--lr",
                  "--optimizer",
                  "--momentum",
                  "--weight-decay",
                  "--schedule",
                  "--clip-norm",
                  "--clip-value",
                  "--accumulate",
                  "--freeze"),
              differences(parse(others), trainer));
          assertEquals(List.of("--warm-up"), differences(parse("--warm-up=3"), trainer));
        });
    trainer(
        parse("--optimizer=adam"),
        trainer -> {
          assertTrue(differences(parse("--clip-norm=3"), trainer).contains("--clip-norm"));
          assertFalse(differences(parse("--lr=0.001"), trainer).contains("--lr"));
        });
  }
}
