package io.fovea.cli;

import io.fovea.train.EpochResult;
import io.fovea.train.History;
import io.fovea.train.Numbers;
import java.util.Locale;
import java.util.Map;

/** The epochs of a training, a row each. */
final class EpochTable {
  /** Takes lines. */
  interface Lines {
    void say(String template, Object... arguments);
  }

  private EpochTable() {}

  /**
   * Prints them.
   *
   * @param measured what the examples are called that each epoch was measured on
   */
  static void print(History history, String measured, Lines lines) {
    lines.say("");
    if (!history.epochs().isEmpty()) {
      lines.say("%s", heading(history.last(), measured));
    }
    for (EpochResult epoch : history.epochs()) {
      lines.say("%s", row(epoch, history.last(), measured));
    }
    lines.say("");
  }

  private static String heading(EpochResult like, String measured) {
    StringBuilder line = new StringBuilder("epoch ");
    like.training().keySet().forEach(name -> append(line, name, width(name)));
    line.append(' ');
    for (String name : like.training().keySet()) {
      append(line, measured + " " + name, width(measured + " " + name));
    }
    return line.append("   images/s  seconds").substring(0);
  }

  private static String row(EpochResult epoch, EpochResult like, String measured) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5d ", epoch.epoch()));
    for (String name : like.training().keySet()) {
      append(line, text(name, epoch.training()), width(name));
    }
    line.append(' ');
    for (String name : like.training().keySet()) {
      append(line, text(name, epoch.validation()), width(measured + " " + name));
    }
    return line
        + String.format(
            Locale.ROOT, "   %,8.0f  %7.1f", epoch.examplesPerSecond(), epoch.seconds());
  }

  private static int width(String name) {
    return Math.max(6, name.length());
  }

  private static void append(StringBuilder line, String text, int width) {
    line.append(" ".repeat(line.length() > 6 ? 2 : 0))
        .append(" ".repeat(Math.max(0, width - text.length())))
        .append(text);
  }

  private static String text(String name, Map<String, Double> numbers) {
    Double value = numbers.get(name);
    return value == null ? "-" : Numbers.text(name, value);
  }
}
