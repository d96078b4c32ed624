package io.fovea.train;

import static io.fovea.op.ShapeException.require;

/**
 * Multiplies the rate by a factor every so many epochs.
 *
 * @param floor the multiplier never falls below it
 */
public record StepDecay(int epochs, double factor, double floor) implements Schedule {
  public StepDecay {
    require(epochs >= 1, "step decay: epochs must be at least 1, got %d", epochs);
    require(factor > 0 && factor <= 1, "step decay: factor must lie in (0, 1], got %s", factor);
    require(floor >= 0 && floor <= 1, "step decay: floor must lie in [0, 1], got %s", floor);
  }

  /** Without a floor. */
  public static StepDecay every(int epochs, double factor) {
    return new StepDecay(epochs, factor, 0);
  }

  /** This schedule with a floor. */
  public StepDecay floor(double newFloor) {
    return new StepDecay(epochs, factor, newFloor);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    return Math.max(floor, StrictMath.pow(factor, Math.floor(epoch / epochs)));
  }
}
