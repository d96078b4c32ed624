package io.fovea.train;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Losses and metrics by name, in the order in which they are shown. */
public final class Numbers {
  static final String LOSS = "loss";
  static final String ACCURACY = "accuracy";

  private Numbers() {}

  /** All of them, as in {@code loss 0.1234, accuracy 97.50 %}. */
  public static String text(Map<String, Double> numbers) {
    return numbers.entrySet().stream()
        .map(number -> number.getKey() + " " + text(number.getKey(), number.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** One of them: accuracies in per cent, everything else to four digits. */
  public static String text(String name, double value) {
    return name.toLowerCase(Locale.ROOT).endsWith(ACCURACY)
        ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /** One of them, which must be there. */
  static double require(Map<String, Double> numbers, String name) {
    Double value = numbers.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "no " + name + " was measured; there are " + numbers.keySet());
    }
    return value;
  }
}
