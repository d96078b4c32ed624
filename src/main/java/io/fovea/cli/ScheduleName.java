package io.fovea.cli;

import io.fovea.train.ConstantRate;
import io.fovea.train.Cosine;
import io.fovea.train.Exponential;
import io.fovea.train.OneCycle;
import io.fovea.train.Polynomial;
import io.fovea.train.ReduceOnPlateau;
import io.fovea.train.Schedule;
import io.fovea.train.StepDecay;

/** Schedules by a name with numbers; the last of them, where there is one, is the floor. */
final class ScheduleName {
  private static final String NAMES =
      "constant, step, exponential, polynomial, cosine, one-cycle, plateau";

  private ScheduleName() {}

  /**
   * The schedule that a word such as {@code step:10:0.5} names, over so many epochs where it needs
   * their number.
   *
   * @throws MisuseException listing the names there are, or naming the number that is wrong
   */
  static Schedule read(String text, int epochs) {
    NumberedName name = new NumberedName("--schedule", text);
    try {
      return read(name, epochs);
    } catch (IllegalArgumentException e) {
      throw name.wrong(e);
    }
  }

  private static Schedule read(NumberedName name, int epochs) {
    switch (name.name()) {
      case "constant", "one-cycle" -> name.requireAtMost(0);
      case "cosine" -> name.requireAtMost(1);
      case "exponential", "polynomial" -> name.requireAtMost(2);
      case "step", "plateau" -> name.requireAtMost(3);
      default -> throw name.unknown(NAMES);
    }
    return switch (name.name()) {
      case "step" ->
          StepDecay.every(name.whole(1, Math.max(1, epochs / 3)), name.number(2, 0.1))
              .floor(name.number(3, 0));
      case "exponential" -> Exponential.of(name.number(1, 0.9)).floor(name.number(2, 0));
      case "polynomial" -> Polynomial.over(epochs, name.number(1, 1)).floor(name.number(2, 0));
      case "cosine" -> Cosine.over(epochs).floor(name.number(1, 0));
      case "one-cycle" -> OneCycle.over(epochs);
      case "plateau" ->
          ReduceOnPlateau.of(name.number(1, 0.1), name.whole(2, 10)).floor(name.number(3, 0));
      default -> new ConstantRate();
    };
  }
}
