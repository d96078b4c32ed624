package io.fovea.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A data set in two parts: one to learn from, and one, never learned from, to measure by.
 *
 * @param train examples to learn from
 * @param test other examples with images and targets of the same shapes and the same classes
 */
public record Split(Dataset train, Dataset test) {
  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if shapes or classes differ
   */
  public Split {
    if (!train.imageShape().equals(test.imageShape())
        || !train.targetShape().equals(test.targetShape())
        || !train.classNames().equals(test.classNames())) {
      throw new IllegalArgumentException(
          "split: train has images %s and targets %s %s, test has %s and %s %s"
              .formatted(
                  train.imageShape(),
                  train.targetShape(),
                  train.classNames(),
                  test.imageShape(),
                  test.targetShape(),
                  test.classNames()));
    }
  }

  static Split random(Dataset data, double testFraction, long seed) {
    int testSize = testSize(data.size(), testFraction);
    int[] order = Permutation.of(seed, 0, data.size());
    return new Split(
        data.subset(Arrays.copyOfRange(order, testSize, order.length)),
        data.subset(Arrays.copyOf(order, testSize)));
  }

  /** Deals the examples out in random order, to the test part until their class has its quota. */
  static Split stratified(Dataset data, double testFraction, long seed) {
    if (!data.isLabelled()) {
      throw new IllegalStateException("split: a stratified split needs class labels");
    }
    int testSize = testSize(data.size(), testFraction);
    int[] missing = quotas(data.histogram(), testFraction, testSize);
    int[] test = new int[testSize];
    int[] train = new int[data.size() - testSize];
    int tests = 0;
    int trains = 0;
    for (int index : Permutation.of(seed, 0, data.size())) {
      if (missing[data.label(index)]-- > 0) {
        test[tests++] = index;
      } else {
        train[trains++] = index;
      }
    }
    return new Split(data.subset(train), data.subset(test));
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
