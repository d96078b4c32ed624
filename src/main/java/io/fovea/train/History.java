package io.fovea.train;

import java.nio.file.Path;
import java.util.List;

/** What the epochs came to, in their order. */
public record History(List<EpochResult> epochs) {
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * The epochs of a training that was {@linkplain Trainer#save saved}; empty if the archive was
   * made without a trainer.
   *
   * @throws io.fovea.io.FormatException if the archive is broken
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static History load(Path archive) {
    return TrainerArchive.history(archive);
  }

  /**
   * The newest epoch.
   *
   * @throws IllegalStateException if there is none
   */
  public EpochResult last() {
    if (epochs.isEmpty()) {
      throw new IllegalStateException("history: no epoch was finished");
    }
    return epochs.get(epochs.size() - 1);
  }
}
