package io.fovea.train;

import static io.fovea.op.ShapeException.require;

/**
 * Grows linearly over the first steps, on top of another schedule.
 *
 * <p>Source: Goyal and others, "Accurate, large minibatch SGD", 2017, section 2.2.
 *
 * @param steps how many steps it takes to reach the other schedule
 */
public record WarmUp(int steps, Schedule then) implements Schedule {
  public WarmUp {
    require(steps >= 1, "warm-up: steps must be at least 1, got %d", steps);
  }

  /** Then constant. */
  public static WarmUp of(int steps) {
    return new WarmUp(steps, new ConstantRate());
  }

  /** Followed by another schedule. */
  public WarmUp then(Schedule schedule) {
    return new WarmUp(steps, schedule);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    return Math.min(1, (step + 1.0) / steps) * then.multiplier(step, epoch, history);
  }
}
