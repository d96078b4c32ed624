package io.fovea.data;

import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Class numbers as a file has them, where no names say how many classes there are: then they are 0
 * to the largest label. One that is mistyped must not make thousands of classes that have no
 * example: the largest label must be less than the number of examples, or less than {@link #FEW}.
 *
 * @param values a class for each example, from 0
 * @param place says what is wrong with a label, and where it stands
 */
record Labels(int[] values, Place place) {
  /** So many classes there may be, however few examples: a small part of a set has their names. */
  static final int FEW = 1000;

  private static final Logger log = LoggerFactory.getLogger(Labels.class);

  /** Where labels were read. */
  @FunctionalInterface
  interface Place {
    /** A problem with the label of example i. */
    DataException error(int i, String problem);
  }

  /**
   * How many classes the parts of a set have: one more than the largest label.
   *
   * @throws DataException naming the place of the largest label, if it is out of proportion
   */
  static int classes(Labels... parts) {
    Labels most = parts[0];
    int at = 0;
    int examples = 0;
    BitSet seen = new BitSet();
    for (Labels part : parts) {
      examples += part.values.length;
      for (int i = 0; i < part.values.length; i++) {
        seen.set(part.values[i]);
        if (part.values[i] > most.values[at]) {
          most = part;
          at = i;
        }
      }
    }
    int largest = most.values[at];
    if (largest >= Math.max(examples, FEW)) {
      throw most.place.error(
          at,
          "label %d makes %d classes of %d examples; labels are less than their number, or than %d"
              .formatted(largest, largest + 1, examples, FEW));
    }
    int missing = largest + 1 - seen.cardinality();
    if (missing > seen.cardinality()) {
      String problem =
          "the largest label is %d, and %d of %d classes have no example"
              .formatted(largest, missing, largest + 1);
      log.warn("{}", most.place.error(at, problem).getMessage());
    }
    return largest + 1;
  }
}
