package io.fovea.data;

import java.util.List;
import java.util.stream.IntStream;

/** Names for classes that have none: their numbers. */
final class ClassNames {
  private ClassNames() {}

  /** So many. */
  static List<String> of(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
