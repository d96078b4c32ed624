package io.fovea.cli;

import io.fovea.data.Dataset;
import io.fovea.train.CsvLog;
import io.fovea.train.EarlyStopping;
import io.fovea.train.Fit;
import io.fovea.train.ProgressBar;
import io.fovea.train.StepLog;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** The options that say what is looked at while a model is trained. */
final class WatchOptions {
  @Option(
      names = "--validation",
      paramLabel = "PART",
      description =
          "Measure after each epoch on this part of the training images, which are not learned"
              + " from, instead of on the test images: of each class where there are classes.")
  private @Nullable Double validation;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop when the validation loss has not become smaller for N epochs, and keep the weights"
              + " of the best epoch.")
  private @Nullable Integer patience;

  @Option(
      names = "--log-every",
      paramLabel = "N",
      description = "Print a line after every N steps instead of a progress bar.")
  private @Nullable Integer logEvery;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write a table with a line for each epoch; --resume goes on with it.")
  private @Nullable Path csv;

  /**
   * Checks them before anything is loaded.
   *
   * @throws MisuseException if one is out of range
   */
  void check() {
    if (validation != null) {
      double part = validation;
      MisuseException.require(
          part > 0 && part < 1, "--validation must lie between 0 and 1, as in 0.1, got %s", part);
    }
    MisuseException.requireAtLeast(1, "--patience", patience == null ? 1 : patience);
    MisuseException.requireAtLeast(1, "--log-every", logEvery == null ? 1 : logEvery);
  }

  /** Whether the trainer may end with the weights of another epoch than the last. */
  boolean isRestoring() {
    return patience != null;
  }

  /** What the examples are called that each epoch is measured on. */
  String measured() {
    return validation == null ? "test" : "val.";
  }

  /** A fit that is looked at so. */
  Fit on(Fit fit, Dataset test) {
    boolean isLive = logEvery == null && Ansi.AUTO.enabled();
    Fit watched =
        validation == null
            ? fit.validation(test)
            : test.isLabelled() ? fit.stratifiedValidation(validation) : fit.validation(validation);
    watched = watched.with(new ProgressBar(System.err, isLive));
    if (logEvery != null) {
      watched = watched.with(new StepLog(logEvery, System.err));
    }
    if (csv != null) {
      watched = watched.with(new CsvLog(csv));
    }
    return patience == null ? watched : watched.with(EarlyStopping.after(patience).restoringBest());
  }
}
