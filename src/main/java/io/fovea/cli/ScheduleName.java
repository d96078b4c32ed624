package io.fovea.cli;

import io.fovea.train.ConstantRate;
import io.fovea.train.Cosine;
import io.fovea.train.Exponential;
import io.fovea.train.OneCycle;
import io.fovea.train.Polynomial;
import io.fovea.train.ReduceOnPlateau;
import io.fovea.train.Schedule;
import io.fovea.train.StepDecay;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A schedule in a word with numbers, as in {@code step:10:0.5}. */
final class ScheduleName {
  private static final String NAMES =
      "constant, step, exponential, polynomial, cosine, one-cycle, plateau";

  private final String text;
  private final List<String> words;

  private ScheduleName(String text) {
    this.text = text;
    this.words = List.of(text.toLowerCase(Locale.ROOT).split(":", -1));
  }

  /**
   * The schedule that a word names, over so many epochs where it needs their number.
   *
   * @throws MisuseException listing the names there are, or naming the number that is wrong
   */
  static Schedule read(String text, int epochs) {
    try {
      return new ScheduleName(text).schedule(epochs);
    } catch (IllegalArgumentException e) {
      throw new MisuseException("--schedule " + text + ": " + e.getMessage(), e);
    }
  }

  private Schedule schedule(int epochs) {
    return switch (words.get(0)) {
      case "constant" -> taking(0, new ConstantRate());
      case "step" -> taking(2, StepDecay.every(whole(1, Math.max(1, epochs / 3)), number(2, 0.1)));
      case "exponential" -> taking(1, Exponential.of(number(1, 0.9)));
      case "polynomial" -> taking(1, Polynomial.over(epochs, number(1, 1)));
      case "cosine" -> taking(0, Cosine.over(epochs));
      case "one-cycle" -> taking(0, OneCycle.over(epochs));
      case "plateau" -> taking(2, ReduceOnPlateau.of(number(1, 0.1), whole(2, 10)));
      default ->
          throw new MisuseException("--schedule: there is no '" + text + "'; there are " + NAMES);
    };
  }

  private Schedule taking(int most, Schedule schedule) {
    MisuseException.require(
        words.size() <= most + 1,
        "--schedule %s: %s takes %s",
        text,
        words.get(0),
        most == 0 ? "no numbers" : most == 1 ? "one number" : most + " numbers");
    return schedule;
  }

  private @Nullable String word(int index) {
    return index < words.size() ? words.get(index) : null;
  }

  private double number(int index, double usual) {
    String word = word(index);
    try {
      return word == null ? usual : Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new MisuseException("--schedule " + text + ": '" + word + "' is not a number", e);
    }
  }

  private int whole(int index, int usual) {
    String word = word(index);
    try {
      return word == null ? usual : Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new MisuseException("--schedule " + text + ": '" + word + "' is not a whole number", e);
    }
  }
}
