package io.fovea.train;

import io.fovea.io.FormatException;
import io.fovea.io.Json;
import io.fovea.io.JsonField;
import java.util.Set;

/**
 * Where an epoch was stopped: what it takes to go on there.
 *
 * @param examples that were learned from, at least 1
 * @param size examples of the whole epoch
 * @param isShuffled whether the epoch has an order of its own
 * @param seconds that it took so far
 */
record CutEpoch(int examples, int size, boolean isShuffled, double seconds) {
  /** True if an epoch is of the same examples in the same order, as far as that can be told. */
  boolean isOf(int newSize, boolean newIsShuffled) {
    return size == newSize && isShuffled == newIsShuffled;
  }

  Json write() {
    return Json.object()
        .with("examples", examples)
        .with("size", size)
        .with("isShuffled", isShuffled)
        .with("seconds", seconds);
  }

  static CutEpoch read(JsonField json) {
    json.requireOnly(Set.of("examples", "size", "isShuffled", "seconds"));
    int size = json.field("size").integer(2, Integer.MAX_VALUE);
    double seconds = json.field("seconds").real();
    if (seconds < 0) {
      throw new FormatException(json.path() + ".seconds must not be negative, got " + seconds);
    }
    return new CutEpoch(
        json.field("examples").integer(1, size - 1),
        size,
        json.field("isShuffled").bool(),
        seconds);
  }
}
