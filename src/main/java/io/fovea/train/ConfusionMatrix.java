package io.fovea.train;

import java.util.Locale;

/**
 * How often each class was taken for each. An example with a score that is not a number is taken
 * for none, and counts as a mistake. Immutable.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final int[] counts;
  private final long examples;

  /**
   * @param counts {@code [classes, classes]}, the true class first
   * @param examples looked at, those without a prediction included
   */
  ConfusionMatrix(int classes, int[] counts, long examples) {
    this.classes = classes;
    this.counts = counts.clone();
    this.examples = examples;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** How many examples of class {@code label} were taken for class {@code prediction}. */
  public int count(int label, int prediction) {
    return counts[label * classes + prediction];
  }

  /** Number of examples looked at, those without a prediction included. */
  public long total() {
    return examples;
  }

  /** Number of examples without a prediction, because a score was not a number. */
  public long unpredicted() {
    long unpredicted = examples;
    for (int count : counts) {
      unpredicted -= count;
    }
    return unpredicted;
  }

  /** Number of examples taken for what they are. */
  public long correct() {
    long correct = 0;
    for (int c = 0; c < classes; c++) {
      correct += count(c, c);
    }
    return correct;
  }

  /** Correct ones of all that were looked at, or 0 where there are none. */
  public double accuracy() {
    return correct() / (double) Math.max(1, total());
  }

  /** A row for each true class, a column for each prediction. */
  @Override
  public String toString() {
    int width = 1;
    for (int count : counts) {
      width = Math.max(width, String.valueOf(count).length());
    }
    width = Math.max(width, String.valueOf(classes - 1).length());
    StringBuilder text = new StringBuilder();
    for (int label = 0; label < classes; label++) {
      text.append(String.format(Locale.ROOT, "%4d |", label));
      for (int prediction = 0; prediction < classes; prediction++) {
        text.append(String.format(Locale.ROOT, " %" + width + "d", count(label, prediction)));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
