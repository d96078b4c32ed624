package io.fovea.cli;

import io.fovea.model.Model;
import io.fovea.nn.Parameter;
import io.fovea.train.Adadelta;
import io.fovea.train.Adagrad;
import io.fovea.train.Adam;
import io.fovea.train.AdamW;
import io.fovea.train.Lion;
import io.fovea.train.Nadam;
import io.fovea.train.Optimizer;
import io.fovea.train.RmsProp;
import io.fovea.train.Schedule;
import io.fovea.train.Sgd;
import io.fovea.train.Trainer;
import io.fovea.train.TrainerBuilder;
import io.fovea.train.WarmUp;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of how parameters change. What is not given is as in the library. */
final class OptimizerOptions {
  private static final double USUAL_MOMENTUM = 0.9;

  /** What {@code --optimizer} may be. */
  enum Name {
    ADADELTA(1),
    ADAGRAD(0.01),
    ADAM(0.001),
    ADAMW(0.001),
    LION(0.0001),
    MOMENTUM(0.01),
    NADAM(0.002),
    NESTEROV(0.01),
    RMSPROP(0.01),
    SGD(0.01);

    private final double usualRate;

    Name(double usualRate) {
      this.usualRate = usualRate;
    }

    private Optimizer of(double rate) {
      return switch (this) {
        case ADADELTA -> Adadelta.of(rate);
        case ADAGRAD -> Adagrad.of(rate);
        case ADAM -> Adam.of(rate);
        case ADAMW -> AdamW.of(rate);
        case LION -> Lion.of(rate);
        case MOMENTUM -> Sgd.of(rate).momentum(USUAL_MOMENTUM);
        case NADAM -> Nadam.of(rate);
        case NESTEROV -> Sgd.of(rate).nesterov(USUAL_MOMENTUM);
        case RMSPROP -> RmsProp.of(rate);
        case SGD -> Sgd.of(rate);
      };
    }

    private boolean names(Optimizer optimizer) {
      if (optimizer instanceof Sgd sgd) {
        return this == (sgd.nesterov() ? NESTEROV : sgd.momentum() > 0 ? MOMENTUM : SGD)
            || (this == SGD && !sgd.nesterov());
      }
      return of(usualRate).getClass() == optimizer.getClass();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: adam).")
  private @Nullable Name optimizer;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description =
          "Learning rate (default: 0.001 for adam and adamw, 0.002 for nadam, 0.0001 for lion, 1 for"
              + " adadelta, else 0.01).")
  private @Nullable Double learningRate;

  @Option(
      names = "--momentum",
      paramLabel = "PART",
      description =
          "Of sgd and rmsprop, which have none by default, momentum and nesterov (default: 0.9).")
  private @Nullable Double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "AMOUNT",
      description =
          "Of weights, not of biases: coupled (L2), but decoupled for adamw and lion (default: 0.01"
              + " for adamw, else 0).")
  private @Nullable Double weightDecay;

  @Option(
      names = "--schedule",
      paramLabel = "NAME[:A[:B[:C]]]",
      description =
          "How the learning rate goes on: constant, step[:EPOCHS[:FACTOR[:FLOOR]]],"
              + " exponential[:FACTOR[:FLOOR]], polynomial[:POWER[:FLOOR]], cosine[:FLOOR],"
              + " one-cycle, plateau[:FACTOR[:PATIENCE[:FLOOR]]]; a floor is a part of the learning"
              + " rate (default: constant).")
  private @Nullable String schedule;

  @Option(
      names = "--warm-up",
      paramLabel = "STEPS",
      description = "Steps in which the learning rate grows to where the schedule has it.")
  private @Nullable Integer warmUp;

  @Option(
      names = "--clip-norm",
      paramLabel = "LARGEST",
      description = "Makes all gradients smaller by one factor where their norm exceeds this.")
  private @Nullable Double clipNorm;

  @Option(
      names = "--clip-value",
      paramLabel = "LARGEST",
      description = "Brings each gradient to [-LARGEST, LARGEST], after --clip-norm.")
  private @Nullable Double clipValue;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "Each step takes the mean gradient of N batches (default: 1).")
  private @Nullable Integer accumulate;

  @Option(
      names = "--freeze",
      paramLabel = "LAYER",
      split = ",",
      description = "Leave these layers, or parameters, as they are, as in conv1,conv2/w.")
  private List<String> frozen = List.of();

  /**
   * Sets a trainer up.
   *
   * @param epochs of the whole training
   * @throws MisuseException for an option that cannot be meant
   */
  TrainerBuilder apply(TrainerBuilder builder, int epochs) {
    builder.optimizer(optimizer()).schedule(schedule(epochs));
    if (clipNorm != null) {
      builder.clipNorm(clipNorm);
    }
    if (clipValue != null) {
      builder.clipValue(clipValue);
    }
    frozen.forEach(builder::freeze);
    return accumulate == null ? builder : builder.accumulate(accumulate);
  }

  /** Finds names that a model does not have. */
  void check(Model model) {
    List<String> paths = model.parameters().stream().map(Parameter::path).toList();
    for (String name : frozen) {
      MisuseException.require(
          paths.stream().anyMatch(path -> path.equals(name) || path.startsWith(name + "/")),
          "--freeze: no layer with parameters is called '%s'; the parameters are %s",
          name,
          paths);
    }
  }

  /** Finds mistakes before anything is loaded. */
  void check(int epochs) {
    optimizer();
    schedule(epochs);
    requirePositive("--clip-norm", clipNorm);
    requirePositive("--clip-value", clipValue);
    MisuseException.requireAtLeast(1, "--accumulate", accumulate == null ? 1 : accumulate);
  }

  private static void requirePositive(String option, @Nullable Double value) {
    if (value != null) {
      MisuseException.require(
          value > 0 && value < Double.POSITIVE_INFINITY,
          "%s must be positive, got %s",
          option,
          value);
    }
  }

  /** The name of the one that is asked for. */
  Name name() {
    return optimizer == null ? Name.ADAM : optimizer;
  }

  private Optimizer optimizer() {
    Name name = name();
    double rate = learningRate == null ? name.usualRate : learningRate;
    Optimizer chosen = made("--lr", () -> name.of(rate));
    if (momentum != null) {
      double part = momentum;
      Optimizer before = chosen;
      chosen = made("--momentum", () -> withMomentum(before, part));
    }
    if (weightDecay != null) {
      double amount = weightDecay;
      Optimizer before = chosen;
      chosen = made("--weight-decay", () -> withWeightDecay(before, amount));
    }
    return chosen;
  }

  private static <T> T made(String option, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw new MisuseException(option + ": " + e.getMessage(), e);
    }
  }

  private Optimizer withMomentum(Optimizer before, double part) {
    if (before instanceof Sgd sgd) {
      return sgd.nesterov() ? sgd.nesterov(part) : sgd.momentum(part);
    }
    if (before instanceof RmsProp rmsProp) {
      return rmsProp.momentum(part);
    }
    throw new MisuseException(
        "--momentum: " + name() + " has none to choose; sgd, momentum, nesterov and rmsprop have");
  }

  private static Optimizer withWeightDecay(Optimizer before, double amount) {
    if (before instanceof Sgd sgd) {
      return sgd.weightDecay(amount);
    }
    if (before instanceof Adam adam) {
      return adam.weightDecay(amount);
    }
    if (before instanceof AdamW adamW) {
      return adamW.weightDecay(amount);
    }
    if (before instanceof Nadam nadam) {
      return nadam.weightDecay(amount);
    }
    if (before instanceof Adagrad adagrad) {
      return adagrad.weightDecay(amount);
    }
    if (before instanceof Adadelta adadelta) {
      return adadelta.weightDecay(amount);
    }
    if (before instanceof RmsProp rmsProp) {
      return rmsProp.weightDecay(amount);
    }
    return ((Lion) before).weightDecay(amount);
  }

  private Schedule schedule(int epochs) {
    Schedule chosen = ScheduleName.read(schedule == null ? "constant" : schedule, epochs);
    if (warmUp == null) {
      return chosen;
    }
    MisuseException.requireAtLeast(1, "--warm-up", warmUp);
    return WarmUp.of(warmUp).then(chosen);
  }

  /** A resumed training keeps its settings; asking for others is a mistake. */
  void requireSame(Trainer resumed, int epochs, Sameness sameness) {
    Optimizer before = resumed.optimizer();
    if (learningRate != null) {
      boolean isSame = learningRate == before.learningRate();
      sameness.require("--lr " + learningRate, isSame, before.learningRate());
    }
    if (optimizer != null) {
      sameness.require("--optimizer " + optimizer, optimizer.names(before), before);
    }
    if (momentum != null) {
      double had =
          before instanceof Sgd sgd
              ? sgd.momentum()
              : before instanceof RmsProp rmsProp ? rmsProp.momentum() : 0;
      sameness.require("--momentum " + momentum, momentum == had, before);
    }
    if (weightDecay != null) {
      boolean isSame = weightDecay == before.weightDecay();
      sameness.require("--weight-decay " + weightDecay, isSame, before);
    }
    if (schedule != null || warmUp != null) {
      boolean isSame = schedule(epochs).equals(resumed.schedule());
      String option = schedule != null ? "--schedule " + schedule : "--warm-up " + warmUp;
      sameness.require(option, isSame, resumed.schedule());
    }
    requireSame("--clip-norm", clipNorm, resumed.clipNorm(), sameness);
    requireSame("--clip-value", clipValue, resumed.clipValue(), sameness);
    requireSame("--accumulate", accumulate, resumed.accumulate(), sameness);
    if (!frozen.isEmpty()) {
      boolean isSame = Set.copyOf(frozen).equals(Set.copyOf(resumed.frozen()));
      sameness.require("--freeze " + String.join(",", frozen), isSame, frozen(resumed));
    }
  }

  private static String frozen(Trainer resumed) {
    return resumed.frozen().isEmpty() ? "nothing frozen" : resumed.frozen() + " frozen";
  }

  private static void requireSame(
      String option, @Nullable Object asked, @Nullable Object before, Sameness sameness) {
    if (asked != null) {
      boolean isSame = Objects.equals(asked, before);
      sameness.require(option + " " + asked, isSame, before == null ? "none" : before);
    }
  }
}
