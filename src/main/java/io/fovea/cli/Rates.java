package io.fovea.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How much is done in a second, measured in several windows of time, as others may use the machine
 * meanwhile.
 *
 * @param median of the windows
 * @param best of them
 * @param windows how many there were
 */
record Rates(double median, double best, int windows) {
  /** Until the JVM has compiled what runs, two cores are busy for so long. */
  private static final double WARM_UP_SECONDS = 3;

  /**
   * Repeats something, at least once, before it is measured: as long as that will take, but no more
   * than {@value #WARM_UP_SECONDS} s.
   */
  static void warmUp(double seconds, Runnable work) {
    long start = System.nanoTime();
    do {
      work.run();
    } while (System.nanoTime() - start < Math.min(seconds, WARM_UP_SECONDS) * 1e9);
  }

  /**
   * Measures windows until the time is over, three at least.
   *
   * @param window does some work and says how much a second it was
   */
  static Rates during(double seconds, DoubleSupplier window) {
    List<Double> rates = new ArrayList<>();
    long start = System.nanoTime();
    do {
      rates.add(window.getAsDouble());
    } while (rates.size() < 3 || System.nanoTime() - start < seconds * 1e9);
    rates.sort(null);
    return new Rates(rates.get(rates.size() / 2), rates.get(rates.size() - 1), rates.size());
  }
}
