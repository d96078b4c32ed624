package io.fovea.train;

/**
 * A number of an epoch to choose models by, and whether large ones are good.
 *
 * @param name as {@link EpochResult#toJson} has it: {@code loss}, {@code validationLoss}, {@code
 *     validationAccuracy} and the like
 */
public record Measure(String name, boolean isLargest) {
  private static final String VALIDATION_LOSS = "validationLoss";

  /** The validation loss; without validation, the training loss. */
  public static final Measure LOSS = smallest(VALIDATION_LOSS);

  /** The smaller the better. */
  public static Measure smallest(String name) {
    return new Measure(name, false);
  }

  /** The larger the better. */
  public static Measure largest(String name) {
    return new Measure(name, true);
  }

  /**
   * The number of an epoch.
   *
   * @throws IllegalArgumentException if it was not measured, listing what was
   */
  double of(EpochResult result) {
    boolean isUsual = name.equals(VALIDATION_LOSS) && !isLargest;
    return isUsual ? result.measuredLoss() : result.number(name);
  }

  /** What every number is better than. */
  double worst() {
    return isLargest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /** Whether a number is better than another by more than so much; NaN never is. */
  boolean isBetter(double value, double than, double by) {
    return isLargest ? value > than + by : value < than - by;
  }
}
