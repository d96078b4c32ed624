package io.fovea.train;

import static io.fovea.op.ShapeException.require;

/**
 * From 1 down to a floor along half a cosine wave, and then stays there.
 *
 * <p>Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
 * equation 5, without restarts.
 *
 * @param epochs how long it takes
 */
public record Cosine(double epochs, double floor) implements Schedule {
  public Cosine {
    require(epochs > 0, "cosine: epochs must be positive, got %s", epochs);
    require(floor >= 0 && floor <= 1, "cosine: floor must lie in [0, 1], got %s", floor);
  }

  /** Down to 0. */
  public static Cosine over(double epochs) {
    return new Cosine(epochs, 0);
  }

  /** This schedule with a floor. */
  public Cosine floor(double newFloor) {
    return new Cosine(epochs, newFloor);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    double wave = (1 + StrictMath.cos(Math.PI * Math.min(1, epoch / epochs))) / 2;
    return floor + (1 - floor) * wave;
  }
}
