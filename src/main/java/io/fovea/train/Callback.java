package io.fovea.train;

/**
 * Is told how training goes, on the thread that trains. It may evaluate, predict, read and set
 * parameters, save, and {@link Trainer#stop} the fit.
 */
public interface Callback {
  /** Before the first epoch of a fit. */
  default void onFitBegin(Trainer trainer, Progress progress) {}

  /** Some times a second, when news from the device have arrived. */
  default void onProgress(Trainer trainer, Progress progress) {}

  /**
   * After how many steps {@link #onSteps} is called, counted since training began; 0, which is
   * usual, for never.
   */
  default int everySteps() {
    return 0;
  }

  /**
   * After every so many {@linkplain #everySteps steps}, once the news of them have arrived, in
   * their order: further steps may be under way by then.
   *
   * @param step how many were finished
   * @param learningRate of the last of them
   * @param progress of the epoch up to there
   */
  default void onSteps(Trainer trainer, int step, double learningRate, Progress progress) {}

  /** After an epoch and its validation. */
  default void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {}

  /** After the last epoch of a fit, also where it was stopped; not after an exception. */
  default void onFitEnd(Trainer trainer, Progress progress) {}
}
