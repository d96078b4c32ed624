package io.fovea.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The numbers of examples in two parts: those to learn from, and those, never learned from, to
 * measure by.
 *
 * @param train in the order in which they were dealt out
 * @param test likewise
 */
public record Partition(int[] train, int[] test) {
  /**
   * The beginning of an order is the test part, with the given part of all examples, rounded.
   *
   * @throws IllegalArgumentException if either would be empty
   */
  public static Partition of(int[] order, double testFraction) {
    int testSize = testSize(order.length, testFraction);
    return new Partition(
        Arrays.copyOfRange(order, testSize, order.length), Arrays.copyOf(order, testSize));
  }

  /**
   * As {@link #of}, and each class has the same part of its examples in the test part, to within
   * one: they are dealt out in their order, to the test part until their class has its quota.
   *
   * @param labels the class of each example, by its number
   * @param classes how many there are
   * @throws IllegalArgumentException if either part would be empty
   */
  public static Partition stratified(int[] order, int[] labels, int classes, double testFraction) {
    int testSize = testSize(order.length, testFraction);
    int[] histogram = new int[classes];
    for (int label : labels) {
      histogram[label]++;
    }
    int[] missing = quotas(histogram, testFraction, testSize);
    int[] test = new int[testSize];
    int[] train = new int[order.length - testSize];
    int tests = 0;
    int trains = 0;
    for (int index : order) {
      if (missing[labels[index]]-- > 0) {
        test[tests++] = index;
      } else {
        train[trains++] = index;
      }
    }
    return new Partition(train, test);
  }

  /**
   * Per class its share of the test part, rounded down; what is then missing from the total comes
   * from the classes with the largest remainders, of equal ones the lower class.
   */
  private static int[] quotas(int[] histogram, double testFraction, int testSize) {
    int[] quota = new int[histogram.length];
    double[] remainder = new double[histogram.length];
    int left = testSize;
    for (int c = 0; c < quota.length; c++) {
      double share = histogram[c] * testFraction;
      quota[c] = (int) share;
      remainder[c] = share - quota[c];
      left -= quota[c];
    }
    IntStream.range(0, quota.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -remainder[c]))
        .limit(left)
        .forEach(c -> quota[c]++);
    return quota;
  }

  private static int testSize(int size, double testFraction) {
    long testSize = Math.round(size * testFraction);
    if (!(testFraction > 0 && testFraction < 1) || testSize == 0 || testSize == size) {
      throw new IllegalArgumentException(
          "split: a fraction of %s of %d examples leaves one part empty"
              .formatted(testFraction, size));
    }
    return (int) testSize;
  }
}
