package io.fovea.train;

import static io.fovea.op.ShapeException.require;

/**
 * Up to the learning rate and down again, each along half a cosine wave: from {@code 1 / initial}
 * of it in the first part of the epochs to 1, then to {@code 1 / (initial last)}, where it stays.
 *
 * <p>Source: Smith, Topin, "Super-convergence", 2018, with PyTorch's waves and names. Its {@code
 * OneCycleLR} of T steps is at the top one step before {@code rise T}, and down in the last step;
 * with s steps of equal size in an epoch that is {@code new OneCycle((T - 1) / s, (rise T - 1) / (T
 * - 1), initial, last)}.
 *
 * @param epochs how long all of it takes
 * @param rise part of the epochs that goes up
 * @param initial what the rate is divided by at first
 * @param last what the first rate is divided by in the end
 */
public record OneCycle(double epochs, double rise, double initial, double last)
    implements Schedule {
  public OneCycle {
    require(epochs > 0, "one-cycle: epochs must be positive, got %s", epochs);
    require(rise > 0 && rise < 1, "one-cycle: rise must lie in (0, 1), got %s", rise);
    require(initial >= 1 && last >= 1, "one-cycle: divisors must be at least 1");
  }

  /** 0.3 of the epochs up from 1/25, then down to 1/250,000. */
  public static OneCycle over(double epochs) {
    return new OneCycle(epochs, 0.3, 25, 1e4);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    double part = Math.min(1, epoch / epochs);
    return part < rise
        ? wave(1 / initial, 1, part / rise)
        : wave(1, 1 / (initial * last), (part - rise) / (1 - rise));
  }

  private static double wave(double from, double to, double part) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * part)) / 2;
  }
}
