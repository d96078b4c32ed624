package io.fovea.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Draws how a fit goes: a line that is drawn over and over while an epoch is under way, and stays
 * with the epoch's result.
 */
public final class ProgressBar implements Callback {
  private static final int WIDTH = 24;

  private final PrintStream out;
  private final boolean isLive;
  private int drawn;

  /** Draws to {@code System.err}, as that is now. */
  public ProgressBar() {
    this(System.err);
  }

  /**
   * @param out where to draw, such as {@code System.out}
   */
  public ProgressBar(PrintStream out) {
    this(out, true);
  }

  /**
   * @param isLive whether to draw epochs under way, as on a terminal; a file wants only their
   *     results
   */
  public ProgressBar(PrintStream out, boolean isLive) {
    this.out = out;
    this.isLive = isLive;
  }

  @Override
  public void onProgress(Trainer trainer, Progress progress) {
    if (!isLive) {
      return;
    }
    String left =
        Double.isNaN(progress.secondsLeft())
            ? ""
            : String.format(Locale.ROOT, "  %.0f s left", progress.secondsLeft());
    draw(bar(progress) + measures(progress.numbers(), progress) + left);
  }

  @Override
  public void onEpochEnd(Trainer trainer, Progress progress, EpochResult result) {
    String validation =
        result.validation().isEmpty() ? "" : "  validation " + Numbers.text(result.validation());
    draw(
        String.format(Locale.ROOT, "epoch %d/%d", progress.epoch(), progress.lastEpoch())
            + measures(result.training(), progress)
            + validation
            + String.format(Locale.ROOT, "  %.1f s", result.seconds()));
    out.println();
    drawn = 0;
  }

  private static String bar(Progress progress) {
    int done = (int) ((long) WIDTH * progress.examples() / progress.size());
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  [%s%s] %,d/%,d",
        progress.epoch(),
        progress.lastEpoch(),
        "=".repeat(done),
        " ".repeat(WIDTH - done),
        progress.examples(),
        progress.size());
  }

  private static String measures(Map<String, Double> numbers, Progress progress) {
    return (numbers.isEmpty() ? "" : "  " + Numbers.text(numbers))
        + String.format(Locale.ROOT, "  %,.0f/s", progress.examplesPerSecond());
  }

  /** Draws over the line before; a shorter one leaves nothing of it behind. */
  private void draw(String line) {
    out.print((isLive ? "\r" : "") + line + " ".repeat(Math.max(0, drawn - line.length())));
    out.flush();
    drawn = line.length();
  }
}
