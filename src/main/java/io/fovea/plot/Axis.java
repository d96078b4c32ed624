package io.fovea.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers along a line: a range with round ends, and ticks at round numbers within it.
 *
 * @param low the number at position 0
 * @param high the number at position 1
 * @param isLogarithmic whether equal steps are equal factors
 * @param ticks ascending
 */
record Axis(double low, double high, boolean isLogarithmic, List<Tick> ticks) {
  /** A number that is marked, and how it is written. */
  record Tick(double value, String label) {}

  /** What ticks count. */
  enum Kind {
    NUMBER,
    WHOLE,
    PERCENT
  }

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** Where a number lies, from 0 to 1 within the range. */
  double at(double value) {
    return isLogarithmic
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }

  /**
   * An axis that ends on ticks, around the numbers from low to high. One that nearly reaches down
   * to zero begins there; where all numbers are equal, there is room around them.
   *
   * @param most ticks at most
   */
  static Axis around(double low, double high, Kind kind, int most) {
    double from = low;
    double to = high;
    if (high - low < 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || high == low) {
      double room = kind == Kind.PERCENT ? 0.05 : high == 0 ? 1 : Math.abs(high) * 0.1;
      from -= room;
      to += room;
    } else if (low > 0 && low < 0.4 * high) {
      from = 0;
    }
    if (kind == Kind.PERCENT) {
      from = low >= 0 ? Math.max(0, from) : from;
      to = high <= 1 ? Math.min(1, to) : to;
    }
    double step = step(to - from, most - 1, kind);
    from = Math.floor(from / step + 1e-9) * step;
    to = Math.ceil(to / step - 1e-9) * step;
    return new Axis(from, to, false, ticks(from, to, step, kind));
  }

  /** An axis from low to high exactly; a single number lies in its middle. */
  static Axis exactly(double low, double high, Kind kind, int most) {
    if (low == high) {
      return new Axis(low - 1, high + 1, false, List.of(new Tick(low, label(low, 1, kind))));
    }
    return new Axis(low, high, false, ticks(low, high, step(high - low, most, kind), kind));
  }

  /** An axis for positive numbers of very different size; its ends are powers of ten. */
  static Axis logarithmic(double low, double high, int most) {
    int from = (int) Math.floor(Math.log10(low) + 1e-9);
    int to = Math.max(from + 1, (int) Math.ceil(Math.log10(high) - 1e-9));
    int step = (to - from + most - 1) / most;
    List<Tick> ticks = new ArrayList<>();
    for (int power = from; power <= to; power += step) {
      boolean isPlain = power >= -4 && power <= 4;
      String plain = power < 0 ? "0." + "0".repeat(-power - 1) + "1" : "1" + "0".repeat(power);
      ticks.add(new Tick(Math.pow(10, power), isPlain ? plain : "1e" + power));
    }
    return new Axis(Math.pow(10, from), Math.pow(10, to), true, ticks);
  }

  /** The smallest of 1, 2, 5, 10, .. that takes at most so many steps. */
  private static double step(double range, int most, Kind kind) {
    double power = Math.pow(10, Math.floor(Math.log10(range / most)));
    double step = 10 * power;
    for (double factor : new double[] {1, 2, 5}) {
      if (range / (factor * power) <= most + 1e-9) {
        step = factor * power;
        break;
      }
    }
    return kind == Kind.WHOLE ? Math.max(1, Math.rint(step)) : step;
  }

  private static List<Tick> ticks(double low, double high, double step, Kind kind) {
    List<Tick> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-9);
    long last = (long) Math.floor(high / step + 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(new Tick(i * step, label(i * step, step, kind)));
    }
    return ticks;
  }

  private static String label(double value, double step, Kind kind) {
    double shown = kind == Kind.PERCENT ? value * 100 : value;
    double unit = kind == Kind.PERCENT ? step * 100 : step;
    double size = Math.max(Math.abs(shown), unit);
    if (kind == Kind.NUMBER && (size >= 1e6 || unit < 1e-5)) {
      int digits = (int) (exponent(shown) - exponent(unit));
      return shown == 0 ? "0" : scientific(shown, Math.max(0, Math.min(15, digits)));
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
    String text = String.format(Locale.ROOT, "%." + decimals + "f", shown == 0 ? 0.0 : shown);
    return kind == Kind.PERCENT ? text + " %" : text;
  }

  /** A number in a few characters: three digits, and a power of ten where it is far from one. */
  static String compact(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e5)) {
      return scientific(value, 2);
    }
    int decimals = size == 0 ? 0 : (int) Math.max(0, 2 - Math.floor(Math.log10(size)));
    return trim(String.format(Locale.ROOT, "%." + decimals + "f", value));
  }

  private static double exponent(double value) {
    return Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  }

  private static String scientific(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "e", value);
    int e = text.indexOf('e');
    return trim(text.substring(0, e)) + "e" + Integer.parseInt(text.substring(e + 1));
  }

  private static String trim(String text) {
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
