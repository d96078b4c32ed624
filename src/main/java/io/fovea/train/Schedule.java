package io.fovea.train;

/**
 * What the optimiser's learning rate is multiplied by as training goes on: an immutable value, and
 * a function of the steps and epochs so far and of what these came to alone, which archives keep,
 * so that a resumed run continues it.
 */
public interface Schedule {
  /**
   * The multiplier for the next step.
   *
   * @param step steps finished since training began
   * @param epoch epochs finished since training began, with the part of the one under way
   * @param history what the finished epochs came to
   */
  double multiplier(int step, double epoch, History history);
}
