package io.fovea.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was measured of an engine with a net; NaN where it was not.
 *
 * @param training images a second
 * @param inference images a second
 * @param singleMillis from one image to its logits, alone
 * @param firstSeconds from main() to the end of the first step, or prediction where it cannot train
 * @param peakMebibytes most memory that the process had at once, all told
 */
record Figures(
    double training,
    double inference,
    double singleMillis,
    double firstSeconds,
    double peakMebibytes) {

  /** The median of each figure. */
  static Figures medianOf(List<Figures> rounds) {
    return new Figures(
        median(rounds, Figures::training),
        median(rounds, Figures::inference),
        median(rounds, Figures::singleMillis),
        median(rounds, Figures::firstSeconds),
        median(rounds, Figures::peakMebibytes));
  }

  private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Writes them as lines, among which a library may have printed others. */
  void write(OutputStream out) throws IOException {
    Properties lines = new Properties();
    lines.setProperty("training", String.valueOf(training));
    lines.setProperty("inference", String.valueOf(inference));
    lines.setProperty("singleMillis", String.valueOf(singleMillis));
    lines.setProperty("firstSeconds", String.valueOf(firstSeconds));
    lines.setProperty("peakMebibytes", String.valueOf(peakMebibytes));
    lines.store(out, null);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if a figure is missing
   */
  static Figures read(InputStream in) throws IOException {
    Properties lines = new Properties();
    lines.load(in);
    return new Figures(
        number(lines, "training"),
        number(lines, "inference"),
        number(lines, "singleMillis"),
        number(lines, "firstSeconds"),
        number(lines, "peakMebibytes"));
  }

  private static double number(Properties lines, String name) {
    String value = lines.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("figures: '" + name + "' is missing");
    }
    return Double.parseDouble(value);
  }

  /** On one line; what was not measured is left out. */
  @Override
  public String toString() {
    return Stream.of(
            text("training %,.0f images/s", training),
            text("inference %,.0f images/s", inference),
            text("latency %.3f ms", singleMillis),
            text("first step after %.2f s", firstSeconds),
            text("%,.0f MiB", peakMebibytes))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** A figure for people; empty if it was not measured. */
  static String text(String format, double figure) {
    return Double.isNaN(figure) ? "" : String.format(Locale.ROOT, format, figure);
  }
}
