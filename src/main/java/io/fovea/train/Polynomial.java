package io.fovea.train;

import static io.fovea.op.ShapeException.require;

/**
 * From 1 down to a floor, {@code floor + (1 - floor) (1 - epoch / epochs)^power}, and then stays
 * there.
 *
 * @param epochs how long it takes
 * @param power 1 for a straight line
 */
public record Polynomial(double epochs, double power, double floor) implements Schedule {
  public Polynomial {
    require(epochs > 0, "polynomial: epochs must be positive, got %s", epochs);
    require(power > 0, "polynomial: power must be positive, got %s", power);
    require(floor >= 0 && floor <= 1, "polynomial: floor must lie in [0, 1], got %s", floor);
  }

  /** Down to 0. */
  public static Polynomial over(double epochs, double power) {
    return new Polynomial(epochs, power, 0);
  }

  /** This schedule with a floor. */
  public Polynomial floor(double newFloor) {
    return new Polynomial(epochs, power, newFloor);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    double left = Math.max(0, 1 - epoch / epochs);
    return floor + (1 - floor) * StrictMath.pow(left, power);
  }
}
