package io.fovea.train;

import static io.fovea.op.ShapeException.require;

/**
 * Multiplies the rate by a factor in each epoch, a little in each step.
 *
 * @param floor the multiplier never falls below it
 */
public record Exponential(double factor, double floor) implements Schedule {
  public Exponential {
    require(factor > 0 && factor <= 1, "exponential: factor must lie in (0, 1], got %s", factor);
    require(floor >= 0 && floor <= 1, "exponential: floor must lie in [0, 1], got %s", floor);
  }

  /** Without a floor. */
  public static Exponential of(double factor) {
    return new Exponential(factor, 0);
  }

  /** This schedule with a floor. */
  public Exponential floor(double newFloor) {
    return new Exponential(factor, newFloor);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    return Math.max(floor, StrictMath.pow(factor, epoch));
  }
}
