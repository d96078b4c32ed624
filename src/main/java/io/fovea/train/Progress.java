package io.fovea.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a fit is.
 *
 * @param epoch the one under way, counted from 1 over all fits and resumptions
 * @param lastEpoch the one that the fit ends with
 * @param examples of this epoch that were learned from
 * @param size examples of a whole epoch
 * @param numbers loss and metrics so far in this epoch; empty before the first news
 * @param seconds since the epoch began
 */
public record Progress(
    int epoch, int lastEpoch, int examples, int size, Map<String, Double> numbers, double seconds) {
  public Progress {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  /** Mean so far in this epoch; NaN before the first news. */
  public double loss() {
    return numbers.getOrDefault(Numbers.LOSS, Double.NaN);
  }

  /** So far in this epoch; NaN before the first news, and where it is not measured. */
  public double accuracy() {
    return numbers.getOrDefault(Numbers.ACCURACY, Double.NaN);
  }

  /** Examples learned from in a second, in this epoch; 0 at its very beginning. */
  public double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : 0;
  }

  /** Seconds to the end of this epoch at this speed; NaN while that is unknown. */
  public double secondsLeft() {
    return examples > 0 ? (size - examples) * seconds / examples : Double.NaN;
  }
}
