package io.fovea.train;

import io.fovea.tensor.Tensor;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a fit when the validation loss (without validation, the training loss), or another number,
 * has not become better for some epochs. Those of earlier fits count, so that a training that was
 * saved and resumed stops where an uninterrupted one does; after it has stopped one, the waiting
 * begins anew.
 */
public final class EarlyStopping implements Callback {
  private static final Logger log = LoggerFactory.getLogger(EarlyStopping.class);

  private final int patience;
  private final double least;
  private final Measure measure;
  private final boolean isRestoring;
  private double best;
  private int bestEpoch;
  private int waited;
  private double bestOfFit;
  private Map<String, Tensor> bestWeights = Map.of();

  private EarlyStopping(int patience, double least, Measure measure, boolean isRestoring) {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "early stopping: patience must be at least 1, got " + patience);
    }
    if (!(least >= 0 && least < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "early stopping: the least difference must be finite and not negative, got " + least);
    }
    this.patience = patience;
    this.least = least;
    this.measure = measure;
    this.isRestoring = isRestoring;
    this.best = measure.worst();
    this.bestOfFit = best;
  }

  /** After so many epochs without a smaller loss. */
  public static EarlyStopping after(int patience) {
    return after(patience, 0);
  }

  /** After so many epochs without a loss that is smaller by more than this. */
  public static EarlyStopping after(int patience, double least) {
    return new EarlyStopping(patience, least, Measure.LOSS, false);
  }

  /** The same by another number than the loss. */
  public EarlyStopping by(Measure newMeasure) {
    return new EarlyStopping(patience, least, newMeasure, isRestoring);
  }

  /**
   * The same, and in the end the trainer has the weights of its best epoch in this fit, whether it
   * was stopped or not. Moments and counters stay those of the last epoch. The weights of earlier
   * fits are gone, also where the best epoch lies before a resumption: {@link Checkpoint#best}
   * keeps those.
   */
  public EarlyStopping restoringBest() {
    return new EarlyStopping(patience, least, measure, true);
  }

  @Override
  public void onFitBegin(Trainer trainer, Progress progress) {
    best = measure.worst();
    bestEpoch = 0;
    waited = 0;
    for (EpochResult result : trainer.history().epochs()) {
      if (result.has(measure.name()) || measure.equals(Measure.LOSS)) {
        waited = isStopAfter(result) ? 0 : waited;
      }
    }
    bestOfFit = measure.worst();
    bestWeights = Map.of();
  }

  @Override
  public void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {
    double value = measure.of(result);
    if (isRestoring && measure.isBetter(value, bestOfFit, least)) {
      bestOfFit = value;
      bestWeights = trainer.weights();
    }
    if (isStopAfter(result)) {
      log.info(
          "stopped after epoch {}: {} was best in epoch {}, {}",
          result.epoch(),
          measure.name(),
          bestEpoch,
          best);
      trainer.stop();
    }
  }

  private boolean isStopAfter(EpochResult result) {
    double value = measure.of(result);
    if (measure.isBetter(value, best, least)) {
      best = value;
      bestEpoch = result.epoch();
      waited = 0;
      return false;
    }
    waited++;
    return waited >= patience;
  }

  @Override
  public void onFitEnd(Trainer trainer, Progress progress) {
    bestWeights.forEach(trainer::setParameter);
    bestWeights = Map.of();
  }
}
