package io.fovea.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Saves the trainer at the ends of epochs. */
public final class Checkpoint implements Callback {
  private final Path archive;
  private final @Nullable Measure measure;
  private double best;

  private Checkpoint(Path archive, @Nullable Measure measure) {
    this.archive = archive;
    this.measure = measure;
    this.best = measure == null ? Double.NaN : measure.worst();
  }

  /** After every epoch. */
  public static Checkpoint last(Path archive) {
    return new Checkpoint(archive, null);
  }

  /**
   * After every epoch whose validation loss (without validation, training loss) is smaller than
   * that of all before, earlier fits and resumptions included.
   */
  public static Checkpoint best(Path archive) {
    return best(archive, Measure.LOSS);
  }

  /** After every epoch that is better than all before, earlier fits and resumptions included. */
  public static Checkpoint best(Path archive, Measure measure) {
    return new Checkpoint(archive, measure);
  }

  @Override
  public void onFitBegin(Trainer trainer, Progress progress) {
    if (measure != null) {
      best = measure.worst();
      for (EpochResult result : trainer.history().epochs()) {
        if (result.has(measure.name()) || measure.equals(Measure.LOSS)) {
          double value = measure.of(result);
          best = measure.isBetter(value, best, 0) ? value : best;
        }
      }
    }
  }

  @Override
  public void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {
    if (measure == null) {
      trainer.save(archive);
      return;
    }
    double value = measure.of(result);
    if (measure.isBetter(value, best, 0)) {
      best = value;
      trainer.save(archive);
    }
  }
}
