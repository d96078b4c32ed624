package io.fovea.train;

/** The optimiser's learning rate as it is. */
public record ConstantRate() implements Schedule {
  @Override
  public double multiplier(int step, double epoch, History history) {
    return 1;
  }
}
