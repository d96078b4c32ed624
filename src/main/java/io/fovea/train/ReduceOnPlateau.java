package io.fovea.train;

import static io.fovea.op.ShapeException.require;

import java.util.List;
import java.util.Map;

/**
 * Multiplies the rate by a factor when epochs no longer make a measured number better, as PyTorch's
 * schedule of that name: after more than {@code patience} epochs in a row that were not better than
 * the best so far. It takes that number from the history, so that a resumed training goes on with
 * what it has waited for.
 *
 * @param factor in (0, 1)
 * @param patience epochs without progress that are put up with
 * @param threshold how much better counts: a part of the best so far, or an amount
 * @param isAmount whether the threshold is an amount
 * @param cooldown epochs after each reduction that do not count as being without progress
 * @param floor the multiplier never falls below it
 * @param metric the number, such as {@code loss}: of the validation examples, or of the training
 *     examples without any
 * @param isLargerBetter whether it is to grow, as an accuracy
 */
public record ReduceOnPlateau(
    double factor,
    int patience,
    double threshold,
    boolean isAmount,
    int cooldown,
    double floor,
    String metric,
    boolean isLargerBetter)
    implements Schedule {
  public ReduceOnPlateau {
    require(factor > 0 && factor < 1, "plateau: factor must lie in (0, 1), got %s", factor);
    require(patience >= 0, "plateau: patience must not be negative, got %d", patience);
    require(
        threshold >= 0 && threshold < Double.POSITIVE_INFINITY,
        "plateau: threshold must be finite and not negative, got %s",
        threshold);
    require(cooldown >= 0, "plateau: cooldown must not be negative, got %d", cooldown);
    require(floor >= 0 && floor <= 1, "plateau: floor must lie in [0, 1], got %s", floor);
  }

  /** Of the loss, with a threshold of a ten-thousandth of the best, without cooldown or floor. */
  public static ReduceOnPlateau of(double factor, int patience) {
    return new ReduceOnPlateau(factor, patience, 1e-4, false, 0, 0, "loss", false);
  }

  /** This schedule with a threshold that is a part of the best so far. */
  public ReduceOnPlateau threshold(double part) {
    return new ReduceOnPlateau(
        factor, patience, part, false, cooldown, floor, metric, isLargerBetter);
  }

  /** This schedule with a threshold that is an amount. */
  public ReduceOnPlateau amount(double amount) {
    return new ReduceOnPlateau(
        factor, patience, amount, true, cooldown, floor, metric, isLargerBetter);
  }

  /** This schedule with epochs after a reduction that do not count. */
  public ReduceOnPlateau cooldown(int epochs) {
    return new ReduceOnPlateau(
        factor, patience, threshold, isAmount, epochs, floor, metric, isLargerBetter);
  }

  /** This schedule with a floor. */
  public ReduceOnPlateau floor(double newFloor) {
    return new ReduceOnPlateau(
        factor, patience, threshold, isAmount, cooldown, newFloor, metric, isLargerBetter);
  }

  /** This schedule by a number that is to fall. */
  public ReduceOnPlateau ofFalling(String newMetric) {
    return new ReduceOnPlateau(
        factor, patience, threshold, isAmount, cooldown, floor, newMetric, false);
  }

  /** This schedule by a number that is to grow, such as {@code accuracy}. */
  public ReduceOnPlateau ofGrowing(String newMetric) {
    return new ReduceOnPlateau(
        factor, patience, threshold, isAmount, cooldown, floor, newMetric, true);
  }

  @Override
  public double multiplier(int step, double epoch, History history) {
    requireMeasured(history);
    double multiplier = 1;
    double best = isLargerBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    int without = 0;
    int cooling = 0;
    for (EpochResult result : history.epochs()) {
      double measured = measured(result);
      if (isBetter(measured, best)) {
        best = measured;
        without = 0;
      } else {
        without++;
      }
      if (cooling > 0) {
        cooling--;
        without = 0;
      }
      if (without > patience) {
        multiplier = Math.max(floor, multiplier * factor);
        cooling = cooldown;
        without = 0;
      }
    }
    return multiplier;
  }

  private boolean isBetter(double measured, double best) {
    if (isLargerBetter) {
      return measured > (isAmount ? best + threshold : best * (1 + threshold));
    }
    return measured < (isAmount ? best - threshold : best * (1 - threshold));
  }

  /** What was measured of an epoch; NaN where it was no number, which an archive leaves out. */
  private double measured(EpochResult result) {
    Map<String, Double> numbers =
        result.validation().isEmpty() ? result.training() : result.validation();
    return numbers.getOrDefault(metric, Double.NaN);
  }

  private void requireMeasured(History history) {
    List<EpochResult> epochs = history.epochs();
    if (!epochs.isEmpty()
        && epochs.stream().noneMatch(epoch -> epoch.training().containsKey(metric))) {
      throw new IllegalArgumentException(
          "plateau: '%s' is not measured; there are %s"
              .formatted(metric, epochs.get(0).training().keySet()));
    }
  }
}
